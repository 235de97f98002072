/** Where the two fonts that the first screen needs are; the layout preloads them. */
import sans from '@fontsource-variable/instrument-sans/files/instrument-sans-latin-standard-normal.woff2'
import serif from '@fontsource-variable/source-serif-4/files/source-serif-4-latin-opsz-normal.woff2'

export const firstScreenFonts: readonly string[] = [serif, sans]
