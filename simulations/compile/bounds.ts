/**
 * Of one file, in characters. A service is a screen or two; this leaves room and keeps a pasted megabyte from holding the
 * page. What is typed, kept and sent by a link has the same limit: no text runs that is lost with the tab.
 */
export const sourceCharactersMax = 100_000
