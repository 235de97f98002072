import { describe, expect, it } from 'vitest'
import { describeFailure } from './start-failure'

const sentence = (message: string) =>
  describeFailure({ kind: 'unexpected', message }, 'running').sentence

describe('a lab that has stopped', () => {
  it('says once that it was the simulation', () => {
    expect(sentence('The simulation did not answer for 6 s and was stopped.')).toBe(
      'The simulation did not answer for 6 s and was stopped. Your schedule is kept.',
    )
  })

  it('says so where the machine does not', () => {
    expect(sentence('RangeError: out of memory.')).toBe(
      'The simulation stopped: RangeError: out of memory. Your schedule is kept.',
    )
  })
})
