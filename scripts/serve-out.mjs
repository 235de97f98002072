/** Serves out/ on the port given, and on no other: the browser tests know where to look. */
import { serve } from './serve.mjs'

const port = Number(process.argv[2])

await serve({ folder: 'out', port, tries: 1 })
