/**
 * Finds a Chromium for the tests, or gets one: Playwright's own if it is there, else one of this
 * machine, else an installation. Prints its path when run by itself.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const downloadTimeoutMs = 120_000

/** Nothing in the background: a test sees the page's own requests and no others. */
export const launchArguments = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium's sandbox cannot be set up by root, as in most containers.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

/**
 * A test's page ends before the optimizing compiler has paid for itself: without it the same tests take a fifth less. What
 * compares a browser's runs with Node's, and what measures, runs without this.
 */
export const testArguments = [...launchArguments, '--js-flags=--liftoff-only']

/** The path of a browser that is here now, or undefined. */
export async function findBrowser() {
  const { chromium } = await import('@playwright/test')
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...systemPaths]
  return candidates.find((file) => file !== undefined && file !== '' && isExecutable(file))
}

/** The path of a browser; installs one where there is none. */
export async function ensureBrowser() {
  const found = await findBrowser()
  if (found !== undefined) return found
  const attempts = [installWithApt, installWithPlaywright]
  for (const attempt of attempts) {
    attempt()
    const installed = await findBrowser()
    if (installed !== undefined) return installed
  }
  throw new Error(
    'No browser for the tests. Install Chromium, or set CHROMIUM_PATH to the one you have.',
  )
}

function installWithApt() {
  const root = process.getuid?.() === 0
  if (!existsSync('/etc/debian_version') || !root) return
  console.log('Installing Chromium with apt-get.')
  run('apt-get', ['update', '-q'])
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'])
}

function installWithPlaywright() {
  console.log('Downloading Chromium with Playwright.')
  run('npx', ['playwright', 'install', 'chromium'], { timeout: downloadTimeoutMs })
}

function run(command, parameters, options = {}) {
  spawnSync(command, parameters, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    shell: process.platform === 'win32',
    ...options,
  })
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(await ensureBrowser())
}
