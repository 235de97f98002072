/**
 * `npm test`: installs what is missing, runs every check, the unit and contract tests, the build and
 * the browser tests, and says at the end how each went. Two steps run at a time, longest first; a
 * step begins when those it needs have passed.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { currentStamp, keepStamp } from './build.mjs'
import { ensureInstalled } from './install.mjs'

const unitResults = 'test-results/unit.json'
const browserResults = 'test-results/e2e.json'

/**
 * A step is an npm script. `needs` names steps whose success it depends on, `behind` steps that it only waits for; `count`
 * reads its tests.
 */
const steps = [
  // What the databases of the build and of the tests start from.
  { name: 'prepare:postgres' },
  { name: 'build', needs: ['prepare:postgres'], after: () => keepStamp(stamp) },
  {
    name: 'unit',
    needs: ['prepare:postgres'],
    flags: ['--reporter=default', '--reporter=json', `--outputFile.json=${unitResults}`],
    count: countUnit,
  },
  { name: 'check:format' },
  { name: 'check:lint' },
  { name: 'check:direction' },
  { name: 'check:unused' },
  { name: 'check:determinism' },
  { name: 'check:tokens' },
  { name: 'check:licences' },
  { name: 'check:hosts' },
  // Both write below .next/types.
  { name: 'check:types', needs: ['build'] },
  // Beside the unit tests, which fill both cores, each takes three times as long.
  { name: 'e2e', needs: ['build'], behind: ['unit'], count: countBrowser },
]

const atOnce = 2
/** A step that takes longer hangs; on a slow machine the longest takes half of it. */
const stepTimeoutMs = 60 * 60_000

const startedAt = Date.now()
try {
  ensureInstalled()
  await (await import('./browser.mjs')).ensureBrowser()
} catch (error) {
  console.error(error.message)
  console.log('0 passed, 1 failed')
  process.exit(1)
}
rmSync('test-results', { recursive: true, force: true })
mkdirSync('test-results', { recursive: true })

// So that `npm start` after `npm test` has nothing to build.
const stamp = currentStamp()
const results = await runAll(steps)
summarize(results)

async function runAll(all) {
  const done = new Map()
  const waiting = [...all]
  const running = new Set()
  while (waiting.length > 0 || running.size > 0) {
    const index = waiting.findIndex(({ needs = [], behind = [] }) =>
      [...needs, ...behind].every((step) => done.has(step)),
    )
    if (running.size < atOnce && index !== -1) {
      const [step] = waiting.splice(index, 1)
      const task = runStep(step, done).then((result) => {
        done.set(step.name, result)
        running.delete(task)
      })
      running.add(task)
    } else {
      await Promise.race(running)
    }
  }
  return all.map((step) => done.get(step.name))
}

async function runStep(step, done) {
  const missing = (step.needs ?? []).find((need) => !done.get(need).ok)
  if (missing !== undefined) {
    console.log(`\n── ${step.name}: not run, because ${missing} failed`)
    return { name: step.name, ok: false, seconds: 0, passed: 0, failed: 1, skipped: 0 }
  }
  const begun = Date.now()
  console.log(`── ${step.name}: begun`)
  const { status, output } = await runScript(step)
  const ok = status === 0
  if (ok) step.after?.()
  const seconds = (Date.now() - begun) / 1000
  console.log(`\n── ${step.name}: ${ok ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s`)
  // What passes is quiet; what fails is shown in full.
  console.log(ok ? lastLines(output, 4) : output)
  return { name: step.name, ok, seconds, ...counted(step, ok) }
}

function runScript({ name, flags = [] }) {
  return new Promise((resolve) => {
    const child = spawn(
      'npm',
      ['run', '--silent', name, ...(flags.length ? ['--', ...flags] : [])],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, CI: '1', FORCE_COLOR: '0', NO_COLOR: '1' },
        shell: process.platform === 'win32',
        // A group of its own, so that a hanging step ends with all it started.
        detached: process.platform !== 'win32',
      },
    )
    let output = ''
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const timer = setTimeout(() => {
      output += `\n${name} took longer than ${stepTimeoutMs / 60_000} minutes and was ended.\n`
      endGroup(child)
    }, stepTimeoutMs)
    child.on('close', (status) => {
      clearTimeout(timer)
      resolve({ status: status ?? 1, output })
    })
  })
}

function endGroup(child) {
  try {
    if (process.platform === 'win32') child.kill()
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** A step without tests of its own counts as one. */
function counted(step, ok) {
  const tests = step.count?.()
  if (tests === undefined) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
  // A runner that fails without a failed test (a worker that died) still failed.
  return !ok && tests.failed === 0 ? { ...tests, failed: 1 } : tests
}

function countUnit() {
  const results = readJson(unitResults)
  if (results === undefined) return undefined
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests,
    skipped: results.numPendingTests + results.numTodoTests,
  }
}

function countBrowser() {
  const stats = readJson(browserResults)?.stats
  if (stats === undefined) return undefined
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}

function summarize(all) {
  console.log('\nstep                 result    seconds   tests')
  for (const { name, ok, seconds, passed, failed } of all) {
    const tests = passed + failed > 1 ? `${passed} of ${passed + failed}` : ''
    console.log(
      `${name.padEnd(20)} ${(ok ? 'passed' : 'FAILED').padEnd(8)} ${seconds.toFixed(1).padStart(8)}   ${tests}`,
    )
  }
  const total = (key) => all.reduce((sum, result) => sum + result[key], 0)
  const skipped = total('skipped')
  console.log(`in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
  console.log(
    `${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  )
  process.exitCode = all.every(({ ok }) => ok) ? 0 : 1
}
