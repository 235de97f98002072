/**
 * `npm start`: from a fresh clone to a page in the browser, with Node and npm alone. Installs and
 * builds what is missing or out of date, then serves out/ until it is stopped.
 */
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { serve } from './serve.mjs'

const port = Number(process.env.PORT ?? 4173)

try {
  ensureInstalled()
  ensureBuilt()
  const { address } = await serve({ folder: 'out', port })
  console.log(`\nFaultline is at ${address}\nStop it with Ctrl C.`)
} catch (error) {
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
