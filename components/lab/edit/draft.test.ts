import { describe, expect, it } from 'vitest'
import type { Attempt } from '@/components/progress/records'
import { draftAfter } from './draft'

const rest = { id: 'outbox draft', title: 'Draft', lab: 'outbox', variant: 'outbox', savedAt: 2 }
const stored = (edits: Attempt['edits']): Attempt => ({ ...rest, savedAt: 1, edits })

describe('the draft of a lab', () => {
  it('keeps what another lab of the page, or another tab, has changed', () => {
    const after = draftAfter(
      stored({ 'orders.ts': 'theirs' }),
      { from: {}, to: { 'relay.ts': 'ours' } },
      rest,
    )
    expect(after).toEqual({ ...rest, edits: { 'orders.ts': 'theirs', 'relay.ts': 'ours' } })
  })

  it('takes back only its own changes', () => {
    const both = stored({ 'orders.ts': 'theirs', 'relay.ts': 'ours' })
    const after = draftAfter(both, { from: { 'relay.ts': 'ours' }, to: {} }, rest)
    expect(after?.edits).toEqual({ 'orders.ts': 'theirs' })
  })

  it('does not put an older text of its own over a newer one of another tab', () => {
    const after = draftAfter(
      stored({ 'orders.ts': 'newer' }),
      { from: { 'orders.ts': 'older' }, to: { 'orders.ts': 'older', 'relay.ts': 'ours' } },
      rest,
    )
    expect(after?.edits).toEqual({ 'orders.ts': 'newer', 'relay.ts': 'ours' })
  })

  it('holds code that came with a link from when the reader goes on with it', () => {
    const link = { 'orders.ts': 'of the link' }
    const after = draftAfter(null, { from: link, to: { ...link, 'relay.ts': 'ours' } }, rest)
    expect(after?.edits).toEqual({ ...link, 'relay.ts': 'ours' })
  })

  it('is none where no text is left', () => {
    const from = { 'relay.ts': 'ours' }
    expect(draftAfter(stored(from), { from, to: {} }, rest)).toBeNull()
    expect(draftAfter(null, { from, to: {} }, rest)).toBeNull()
  })
})
