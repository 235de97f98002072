import { describe, expect, it } from 'vitest'
import { messagesOf } from '@/simulations/story/messages'
import { sampleRun } from '../testing/runs'
import { messageFaults } from './message-faults'

async function touched(schedule: string) {
  const trace = await sampleRun('dual-write', schedule)
  return messageFaults(trace).map(({ message, text, first }) => {
    const { from, to, purpose, sentAt } = messagesOf(trace).byNumber(message) ?? {}
    return { text, first, link: `${from} ${to}`, purpose, sentAt }
  })
}

describe('what faults do to messages', () => {
  it('is a lag on all that leave while it lasts, named at the first', async () => {
    const slowed = await touched('lag orders->broker by 40ms from 5ms to 30ms')
    expect(slowed.map(({ text, first, link }) => [text, first, link])).toEqual([
      ['+40 ms', true, 'orders broker'],
      ['+40 ms', false, 'orders broker'],
    ])
    for (const { sentAt } of slowed) expect(sentAt).toBeLessThan(30_000)
  })

  it('is a delay of one message', async () => {
    expect(await touched('delay orders->broker #2 by 12ms')).toMatchObject([
      { text: 'held 12 ms', link: 'orders broker', purpose: 'produce' },
    ])
  })

  it('is the copy of a doubled message', async () => {
    expect(await touched('duplicate broker->payments #1')).toMatchObject([
      { text: 'copy', link: 'broker payments', purpose: 'deliver' },
    ])
  })

  it('is nothing where a fault stops messages altogether', async () => {
    expect(await touched('cut orders->broker from 3ms to 40ms')).toEqual([])
  })
})
