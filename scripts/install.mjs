/** Brings node_modules in line with the lockfile. Does nothing where it already is. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const oldestNode = [20, 19]

export function ensureInstalled() {
  checkNode()
  const reason = whyInstall()
  if (reason === undefined) return
  console.log(`Installing the dependencies (${reason}). The first time takes about a minute.`)
  // `install`, not `ci`: it mends what is there instead of deleting it first.
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-save'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    throw new Error('npm could not install the dependencies; its own message is above.')
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = oldestNode
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  throw new Error(
    `This is Node ${process.versions.node}; ${oldestNode.join('.')} or newer is needed.`,
  )
}

/** npm keeps a lockfile of what is really installed; a package missing there is missing on disk. */
function whyInstall() {
  const wanted = packagesOf('package-lock.json')
  const installed = packagesOf('node_modules/.package-lock.json')
  if (wanted === undefined) throw new Error('package-lock.json is missing: is this the repository?')
  if (installed === undefined) return 'none are installed yet'
  for (const [place, { version, optional, link }] of Object.entries(wanted)) {
    // Optional packages are those of other systems.
    if (place === '' || optional || link) continue
    if (installed[place]?.version !== version)
      return `${place.replace(/.*node_modules\//, '')} changed`
  }
  return undefined
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
