import { beforeAll, describe, expect, it } from 'vitest'
import { lab } from '../outbox/lab'
import { type StoryItem, storyOf } from './story'
import { sampleRun, schedules } from './testing/sample-runs'

describe('the story of a run that loses an order', () => {
  let story: StoryItem[]
  beforeAll(async () => {
    story = storyOf(await sampleRun('dual-write', schedules.lost), lab)
  })
  const texts = () => story.map((item) => item.text)

  it('says what an order is when it arrives', () => {
    expect(texts()).toContain('An order arrives: 1042, oak shelf, 129.00.')
  })

  it('says between which two moments the process crashed, and what stands', () => {
    expect(texts().join('\n')).toMatch(
      /^orders crashed after its COMMIT returned and before line \d+ ran\. Order 1042 is stored\. Nobody has been told yet\.$/m,
    )
  })

  it('says that the customer does not know', () => {
    expect(texts()).toContain('shop got no answer: it does not know whether order 1042 was placed.')
  })

  it('ends with what is missing, and that no dashboard shows it', () => {
    expect(story.at(-1)).toMatchObject({
      importance: 'end',
      text: 'Every process is up and the queue is empty. Order 1042 was never announced. Lag is 0, so no dashboard shows it.',
      emphasis: 'Order 1042 was never announced.',
    })
  })

  it('is in the order of the trace, and what is bold is part of the sentence', () => {
    expect(story.map((item) => item.index)).toEqual(
      story.map((item) => item.index).sort((a, b) => a - b),
    )
    for (const item of story) expect(item.text).toContain(item.emphasis ?? '')
  })
})

describe('the story of duplicates', () => {
  it('gives the reason for a second charge: it had not recorded that the message was done', async () => {
    const story = storyOf(await sampleRun('dual-write', schedules.pause), lab)
    expect(story.map((item) => item.text)).toContain(
      'payments charged Ada 49.00 (again): it had not recorded that message 0 of orders was done.',
    )
    expect(story.find((item) => item.importance === 'violation')?.text).toBe(
      'The customer is billed once: broken. Payments 1 and 2 both charge order 1041.',
    )
  })

  it('tells how an inbox knows a message', async () => {
    const story = storyOf(await sampleRun('outbox-with-inbox', schedules.twice), lab)
    expect(story.map((item) => item.text)).toContain(
      'payments saw message 1042 a second time and knew it: its id is already in the inbox.',
    )
    expect(story.at(-1)?.text).toBe(
      'Every process is up and the queue is empty. Every promise was kept.',
    )
  })
})

describe('the story of a crash after everybody heard', () => {
  it('does not say that nobody has been told', async () => {
    const late = 'crash relay after relay.ts:"publish it" #2'
    for (const variant of ['outbox', 'dual-write'] as const) {
      const schedule = variant === 'outbox' ? late : 'crash orders after orders.ts:"announce it" #2'
      const crash = storyOf(await sampleRun(variant, schedule), lab).find(
        ({ importance }) => importance === 'fault',
      )
      expect(crash?.text).toContain('broker had acknowledged order 1042')
      expect(crash?.text).not.toContain('Nobody')
    }
  })
})

describe('the story of links and pauses', () => {
  it('names each end of a cut, and which order has no answer', async () => {
    const texts = storyOf(await sampleRun('dual-write', schedules.cut), lab).map(
      (item) => item.text,
    )
    expect(texts).toContain(
      'The link between orders and orders-db is cut. Nothing passes, and nobody is told.',
    )
    expect(texts).toContain('The link between orders and orders-db passes messages again.')
    expect(texts.filter((text) => text.startsWith('shop got no answer'))).toEqual([
      'shop got no answer: it does not know whether order 1041 was placed.',
      'shop got no answer: it does not know whether order 1042 was placed.',
    ])
  })

  it('prefers the lab’s own sentence', async () => {
    const own = {
      ...lab,
      tell: (event: { kind: string }) => (event.kind === 'crash' ? 'The lights went out.' : null),
    }
    const story = storyOf(await sampleRun('dual-write', schedules.lost), own)
    expect(story.find((item) => item.importance === 'fault')?.text).toBe('The lights went out.')
  })
})
