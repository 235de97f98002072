import { beforeAll, describe, expect, it } from 'vitest'
import { compileSource } from '@/simulations/compile/compile-source'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lab } from '@/simulations/outbox/lab'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { sampleRun, schedules } from '../testing/runs'
import { codeState, type SourceOutline } from './code-state'
import { endOf, playheadAt } from './playhead'

describe('code at the playhead', () => {
  const text = readLabSources('outbox')['services/dual-write/orders.ts'] ?? ''
  const compiled = compileSource({ file: 'orders.ts', text })
  const file: SourceOutline = {
    node: 'orders',
    name: 'orders.ts',
    lines: text.split('\n'),
    breakable: compiled.lines,
  }
  const lineOf = (label: string) => compiled.labels.find((step) => step.label === label)?.line ?? 0
  let trace: TraceEvent[]
  beforeAll(async () => {
    trace = await sampleRun('dual-write', schedules.lost)
  })
  const at = (time: number) => codeState(trace, playheadAt(trace, time), file, lab)
  const crashAt = () => trace.find((event) => event.kind === 'crash')?.at ?? 0

  it('knows the line that a process is on', () => {
    const [line] = [...at(crashAt() - 1).current].map(
      ([number, nodes]) => `${nodes.join()} ${number}`,
    )
    expect(line).toMatch(/^orders \d+$/)
    expect(at(1_000).current.size).toBe(0)
  })

  it('marks the crash at its line, and what did not run after it', () => {
    const state = at(crashAt())
    const line = lineOf('announce it')
    expect(state.cracks.get(line)).toBe('before')
    expect(state.notRun.has(lineOf('answer the customer'))).toBe(true)
    expect(state.notRun.has(lineOf('store the order'))).toBe(false)
    expect(state.notes.find((note) => note.line === line)).toMatchObject({
      meaning: 'crack',
      text: 'crash, 25.0 ms',
    })
  })

  it('counts how often each line ran up to the playhead', () => {
    const line = lineOf('answer the customer')
    expect(at(endOf(trace)).passes.get(line)).toBe(1)
    expect(at(endOf(trace)).passes.get(lineOf('store the order'))).toBe(2)
    // The crash struck before it the second time.
    expect(at(endOf(trace)).passes.get(lineOf('announce it'))).toBe(1)
    expect(at(1_000).passes.size).toBe(0)
  })

  it('says beside a statement what it stored', () => {
    const note = at(crashAt()).notes.find((candidate) => candidate.meaning === 'committed')
    expect(note?.text).toMatch(/^1042 at 23\.\d$/)
    expect(file.lines[(note?.line ?? 0) - 1]?.trim()).toBe('})')
  })

  it('says what never ran only once a promise is broken by it', () => {
    expect(at(endOf(trace) - 1).notes.some((note) => note.meaning === 'lost')).toBe(false)
    expect(at(endOf(trace)).notes.find((note) => note.meaning === 'lost')?.text).toBe(
      'never ran for 1042',
    )
  })
})
