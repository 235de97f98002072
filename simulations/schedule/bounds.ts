import type { Microseconds } from './schedule.ts'

/** What a schedule may be at most. More than this was not typed by hand, and is refused before it is read. */
export const textCharactersMax = 20_000
export const itemsMax = 200
export const problemsMax = 20
/** No run lasts longer than this in virtual time. */
export const timeUsMax: Microseconds = 600_000_000
/** The Nth message or passage, and the line of a file. */
export const countMax = 1_000_000
