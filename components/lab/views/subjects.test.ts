import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lab } from '@/simulations/outbox/lab'
import { messagesOf } from '@/simulations/story/messages'
import { sampleRun, schedules } from '../testing/runs'
import { sentAgain, subjectsByMessage, subjectsOf } from './subjects'

describe('the orders of a run', () => {
  let trace: TraceEvent[]
  beforeAll(async () => {
    trace = await sampleRun('outbox', schedules.twice)
  })

  it('come in the order of their first message, and not before it', () => {
    expect(subjectsOf(trace, lab)).toEqual(['1041', '1042'])
    expect(subjectsOf(trace, lab, 5_000)).toEqual(['1041'])
    expect(subjectsOf(trace, lab, 0)).toEqual([])
  })

  it('have the answers to their requests, and what is asked while they are handled', () => {
    const { all } = messagesOf(trace)
    const subjects = subjectsByMessage(trace, lab)
    const commits = all.filter(({ label, from }) => label === 'COMMIT' && from === 'orders')
    const request = all.find(({ purpose }) => purpose === 'http')
    const answer = all.find(({ replyTo }) => replyTo === request?.number)
    expect(commits.map(({ number }) => subjects.get(number))).toEqual(['1041', '1042'])
    expect(answer && subjects.get(answer.number)).toBe('1041')
    const poll = all.find((message) => message.poll)
    expect(poll && subjects.get(poll.number)).toBeUndefined()
  })

  it('know the record that is sent a second time', () => {
    const { all, byNumber } = messagesOf(trace)
    const again = [...sentAgain(all)].map((number) => byNumber(number))
    const produced = again.filter((message) => message?.purpose === 'produce')
    expect(produced).toHaveLength(1)
    expect(produced[0] && subjectsByMessage(trace, lab).get(produced[0].number)).toBe('1042')
  })
})
