import { expect, it } from 'vitest'
import { workersFor } from './machine'

it.each([
  ['two on a desktop', { hardwareConcurrency: 8, deviceMemory: 8, coarse: false }, 2],
  [
    'two where the browser keeps its memory to itself',
    { hardwareConcurrency: 2, coarse: false },
    2,
  ],
  ['one on one core', { hardwareConcurrency: 1, deviceMemory: 8, coarse: false }, 1],
  [
    'one on a phone with little memory',
    { hardwareConcurrency: 8, deviceMemory: 2, coarse: true },
    1,
  ],
  ['one on a phone that does not say', { hardwareConcurrency: 6, coarse: true }, 1],
  ['two on a phone with room', { hardwareConcurrency: 8, deviceMemory: 8, coarse: true }, 2],
])('%s', (_, machine, workers) => {
  expect(workersFor(machine)).toBe(workers)
})
