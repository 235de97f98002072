import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { lockCases } from '../testing/lock-cases'

interface Line {
  index: number
  begun?: boolean
  service?: string
  edited?: string
  console?: string
}

/** A case takes some 50 ms; one that is silent for this long hangs inside Postgres. */
const hangsAfterMs = 60_000
const script = fileURLToPath(new URL('../testing/run-lock-cases.ts', import.meta.url))
const answers = new Map<number, Line>()

/** Runs the cases from `start` on; resolves with the case that hung, or `null`. */
function runFrom(start: number): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, String(start)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let current = start
    const bark = () => {
      child.kill('SIGKILL')
      resolve(current)
    }
    let watchdog = setTimeout(bark, hangsAfterMs)
    createInterface({ input: child.stdout }).on('line', (text) => {
      clearTimeout(watchdog)
      watchdog = setTimeout(bark, hangsAfterMs)
      const line = JSON.parse(text) as Line
      current = line.index
      if (!line.begun) answers.set(line.index, line)
    })
    child.on('close', () => {
      clearTimeout(watchdog)
      resolve(null)
    })
  })
}

describe('behind a parked transaction nothing waits inside Postgres', () => {
  beforeAll(async () => {
    for (let hung = await runFrom(0), times = 0; hung !== null && times < 3; times++) {
      answers.set(hung, { index: hung, service: 'HANGS', edited: 'HANGS', console: 'HANGS' })
      hung = await runFrom(hung + 1)
    }
  })

  test.each(lockCases.map((one, index) => ({ ...one, index })))('$title: $expected', (one) => {
    const answer = answers.get(one.index)
    const short = (text: string | undefined) =>
      /^\w{5} /.test(text ?? '') ? text?.slice(0, 5) : text
    expect({ service: short(answer?.service), text: answer?.service }).toMatchObject({
      service: one.expected,
    })
    expect(short(answer?.edited)).toBe(one.expected)
    if (one.console) expect(answer?.console).toBe(one.console)
  })
})
