/** Builds the site into out/, unless what is there was built from the same files. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const stampFile = '.cache/build-stamp'
/** What the pages are made from. Tests and documents do not count. */
const inputs = [
  'app',
  'components',
  'content',
  'public',
  'scripts',
  'simulations',
  'mdx-components.tsx',
  'next.config.mjs',
  'package-lock.json',
  'package.json',
  'postcss.config.mjs',
  'tsconfig.json',
]
const ignored = /(\.test\.tsx?|\.md)$|^public\/(generated|postgres)\//

export function ensureBuilt() {
  const stamp = currentStamp()
  const built = existsSync('out/index.html') && readStamp() === stamp
  if (built) return
  console.log('Building the pages. This takes about half a minute.')
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error('The build failed; its own message is above.')
  keepStamp(stamp)
}

/** What the pages would be built from now: a hash of every file that they depend on. */
export function currentStamp() {
  const hash = createHash('sha256')
  for (const root of inputs) {
    for (const file of filesBelow(root)) hash.update(`${file}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** Remembers what out/ was built from. Take the stamp before the build: files may change meanwhile. */
export function keepStamp(stamp) {
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
}

function filesBelow(place) {
  if (!existsSync(place)) return []
  if (statSync(place).isFile()) return ignored.test(place) ? [] : [place]
  return readdirSync(place)
    .sort()
    .flatMap((name) => filesBelow(path.posix.join(place, name)))
    .filter((file) => !ignored.test(file))
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8')
  } catch {
    return undefined
  }
}
