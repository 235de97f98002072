/** The story of a run before anything is told of it. */
export const nothingYet = 'Nothing has happened yet. Press play.'
