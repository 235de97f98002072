import { describe, expect, it } from 'vitest'
import { readRecord } from '@/components/progress/records'
import { sourceCharactersMax } from '@/simulations/compile/bounds'
import { tooLongIn } from './edits'

const draftOf = (edits: Record<string, string>) => ({
  id: 'outbox draft',
  title: 'Draft',
  lab: 'outbox',
  variant: 'outbox',
  edits,
  savedAt: 1,
})

describe('texts of the reader', () => {
  it.each([
    ['is run, and can be kept', sourceCharactersMax, null],
    [
      'is neither run nor kept',
      sourceCharactersMax + 1,
      'orders.ts has 100001 characters; at most 100000 are run and kept.',
    ],
  ])('of this length: %s', (_, length, sentence) => {
    const edits = { 'orders/orders.ts': 'x'.repeat(length), 'schema.sql': '' }
    expect(tooLongIn(edits)).toBe(sentence)
    expect('record' in readRecord('attempts', draftOf(edits))).toBe(sentence === null)
  })
})
