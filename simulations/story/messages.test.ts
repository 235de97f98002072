import { describe, expect, it } from 'vitest'
import { lab } from '../outbox/lab'
import { lab as twoPhaseCommit } from '../two-phase-commit/lab'
import { messagesOf } from './messages'
import { messageLabel } from './subject'
import { sampleRun, schedules } from './testing/sample-runs'

describe('the messages of a run', () => {
  it('have the times and the ends that the trace gives them', async () => {
    const messages = messagesOf(await sampleRun('dual-write', schedules.cut))
    const lost = messages.all.filter((message) => message.fate === 'cut')
    expect(lost.map((message) => message.label)).toEqual(['INSERT orders', 'INSERT orders'])
    expect(
      messages.all
        .filter((message) => message.fate === 'arrived')
        .every((message) => message.endAt !== null && message.endAt >= message.sentAt),
    ).toBe(true)
  })

  it('are polls only where a loop asked and found nothing', async () => {
    const { all } = messagesOf(await sampleRun('outbox'))
    const polls = all.filter((message) => message.poll)
    expect(new Set(polls.map((message) => message.label))).toEqual(
      new Set(['SELECT outbox', '0 rows']),
    )
    expect(
      all.filter((message) => message.label === 'SELECT outbox' && !message.poll),
    ).toHaveLength(2)
  })

  it('are polls where a loop asked another service for a list and got none, with the query behind it', async () => {
    const crash = 'crash checkout before checkout.ts:"log the decision"'
    const { all } = messagesOf(await sampleRun('two-phase-commit', crash, twoPhaseCommit))
    const polls = all.filter((message) => message.poll)
    expect(new Set(polls.map((message) => message.label))).toEqual(
      new Set(['GET /in-doubt', 'SELECT pg_prepared_xacts', '0 rows', '200 OK']),
    )
    const found = all.filter((message) => message.label === 'GET /in-doubt' && !message.poll)
    expect(found.map((message) => message.to).sort()).toEqual(['inventory', 'payments'])
  })

  it('are called by the order they are about', async () => {
    const { all } = messagesOf(await sampleRun('dual-write'))
    const labels = all.map((message) => messageLabel(message, lab)?.full)
    expect(labels).toContain('orders 1042')
    expect(labels).toContain('deliver 1042')
    expect(labels).toContain('POST /orders 1042')
    expect(labels).not.toContain('1 rows')
  })
})
