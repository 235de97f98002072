import { describe, expect, it } from 'vitest'
import { type CodeStepState, codeStepLabel, codeStepOf } from './repair'

const mistake = { path: 'services/orders.ts', line: 23, column: 21, message: '] expected' }
const hint = { number: 2, read: () => undefined }

const typed: CodeStepState = {
  edits: { changed: ['services/orders.ts'], side: 'yours', mistake: null, refusal: null },
  pending: false,
  repairing: true,
  sweepable: true,
  hint: null,
}

function labelOf(state: CodeStepState): string | null {
  const step = codeStepOf(state)
  return step && codeStepLabel(step)
}

describe('the next step of changed code', () => {
  it('is the line that cannot be compiled, in a task and without one', () => {
    const edits = { ...typed.edits, mistake }
    expect(labelOf({ ...typed, edits })).toBe('Go to line 23')
    expect(labelOf({ ...typed, edits, repairing: false, hint })).toBe('Go to line 23')
  })

  it('is a hint once this very text was judged, and the sweep before', () => {
    expect(labelOf({ ...typed, hint })).toBe('Read hint 2, try again')
    expect(labelOf(typed)).toBe('Sweep your code')
  })

  it.each([
    ['nothing is changed', { edits: { ...typed.edits, changed: [] } }],
    ['the original is on the plate', { edits: { ...typed.edits, side: 'original' as const } }],
    ['the text is refused as a whole', { edits: { ...typed.edits, refusal: 'Too long.' } }],
    ['the text has not run yet', { pending: true }],
    ['there is no task', { repairing: false }],
    ['the lab cannot be swept', { sweepable: false }],
  ])('is not one of the code where %s', (_, change) => {
    expect(codeStepOf({ ...typed, ...change })).toBeNull()
  })
})
