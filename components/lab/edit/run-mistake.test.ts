import { expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { runMistake } from './run-mistake'

const error = (at: number, file: string, line: number, message: string): TraceEvent => ({
  at,
  kind: 'error',
  node: 'orders',
  place: { file, line },
  message,
  code: '42P01',
})

it('is the first error of the run in that file, with its line, its process and its time', () => {
  const trace = [
    error(1_000, 'relay.ts', 3, 'not here'),
    error(7_200, 'orders.ts', 16, 'relation "ordrs" does not exist'),
    error(9_000, 'orders.ts', 18, 'later'),
  ]
  expect(runMistake(trace, 'orders.ts')).toEqual({
    line: 16,
    column: 1,
    message: 'relation "ordrs" does not exist',
    met: 'orders at 7.2 ms',
  })
  expect(runMistake(trace, 'payments.ts')).toBeNull()
})

it('is what a process ended of by itself, and no crash that was put there', () => {
  const crash = (cause: 'exit' | 'fault'): TraceEvent => ({
    at: 2_000,
    kind: 'crash',
    node: 'relay',
    incarnation: 1,
    cause,
    place: { file: 'relay.ts', line: 4, when: 'before' },
    message: 'x is not defined',
  })
  expect(runMistake([crash('exit')], 'relay.ts')?.message).toBe('x is not defined')
  expect(runMistake([crash('fault')], 'relay.ts')).toBeNull()
})
