import { describe, expect, test } from 'vitest'
import { sampleRun } from '../story/testing/sample-runs'
import { storyOf } from '../story/story'
import { lab } from './lab'

const tellRun = async (variant: string, schedule: string) =>
  storyOf(await sampleRun(variant, schedule, lab), lab).map(({ text }) => text)

describe('the story of a saga', () => {
  test('a refusal turns it round, and it says when the way back is done', async () => {
    const story = await tellRun('orchestrated', 'do place-order with card=refused at 2ms')
    expect(story).toEqual(
      expect.arrayContaining([
        'orders-1 stores order 1041 and begins its saga, in one transaction with its first command, ReserveStock.',
        'inventory holds a desk-lamp for order 1041: 4 left on the shelf.',
        'provider refuses the card of order 1041. No money moves.',
        'The card was refused, so the saga of order 1041 walks back. A refusal is an answer: asking again would not change it. ReleaseStock goes out with it.',
        'inventory puts the desk-lamp of order 1041 back on the shelf. Its row stays as a tombstone: a late step finds it.',
        'What was to be undone is undone: order 1041 is cancelled, and its saga has ended.',
      ]),
    )
  })

  test('the other instance goes on with what stands in a row', async () => {
    const story = await tellRun('orchestrated', 'crash orders-1 at 30ms, no restart')
    const crash = story.findIndex((text) => text.startsWith('orders-1 crashed'))
    expect(story[crash]).toContain('stands in its row, reserving: orders-2 can go on with it.')
    expect(story.slice(crash)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^orders-1 is down, and orders-2 goes on with order 104\d: it has read where the saga stands from its row\./,
        ),
      ]),
    )
  })

  test('a refund that is refused parks it, and a person moves it', async () => {
    const story = await tellRun(
      'orchestrated',
      'do place-order with card=disputed at 2ms; do cancel-order with order=1041 at 45ms; lag payments->provider by 20ms; do paid-by-hand with order=1041 at 400ms',
    )
    expect(story).toEqual(
      expect.arrayContaining([
        expect.stringContaining('notes the cancellation and waits for the answer'),
        expect.stringContaining('parks the saga: only a person can move it.'),
        'The operator has paid order 1041 back by hand, and says so.',
        expect.stringContaining('its saga leaves the place where it was parked and walks on.'),
      ]),
    )
  })

  test('a release that comes first leaves a tombstone, and the late step finds it', async () => {
    const first =
      'do place-order at 2ms; crash orders-1 before relay.ts:"publish it", restart after 300ms; do cancel-order with order=1041,at=orders-2 at 40ms'
    expect(await tellRun('orchestrated', first)).toEqual(
      expect.arrayContaining([
        'The release of order 1041 came before its step: nothing was held, so inventory leaves a tombstone for the step to find.',
        'The step of order 1041 comes late: inventory finds its tombstone, holds nothing and refuses.',
      ]),
    )
    expect(await tellRun('no-tombstone', first)).toEqual(
      expect.arrayContaining([
        'inventory holds nothing for order 1041 and says so. That it was asked is written down nowhere.',
        'inventory holds a desk-lamp for order 1041, which was released before: nothing told it that this step comes too late.',
      ]),
    )
  })

  test('a lost answer is asked for again: with the same key nothing is charged twice', async () => {
    const lost = 'do place-order at 2ms; cut provider->payments from 40ms to 70ms'
    const story = await tellRun('orchestrated', lost)
    const about = story.filter((text) => / key,? |keeps what the provider| time: /.test(text))
    expect(about).toEqual([
      'provider charges 49.00 for order 1041, key 1041-charge.',
      'payments has had no answer about order 1041 and asks the provider again, with the same key, 1041-charge.',
      'provider knows the key 1041-charge and gives its old answer, 201 Created. No money moves.',
      'payments keeps what the provider said about order 1041, charged, with its answer in the same transaction.',
      'provider is asked with the key 1041-charge for the third time, and answers the same.',
      'payments answers CardCharged of order 1041 for the second time: its row said so already.',
      'provider is asked with the key 1041-charge for the fourth time, and answers the same.',
      'payments answers CardCharged of order 1041 for the third time: its row said so already.',
    ])

    const without = await tellRun('not-idempotent', lost)
    expect(without).toContain(
      'payments has had no answer about order 1041 and asks the provider again, with another key.',
    )
    expect(without.filter((text) => text.startsWith('provider charges'))).toHaveLength(4)
    // At the break there were two; the end counts what has come since.
    expect(without).toContain('Charged at most once: broken. Order 1041 was charged 2 times.')
    expect(without.at(-1)).toContain('Order 1041 was charged 4 times.')
  })

  test('nobody directs: each says what it did, and the log is written by who hears it', async () => {
    const story = await tellRun('choreographed', 'do place-order with card=refused at 2ms')
    expect(story).toEqual(
      expect.arrayContaining([
        'orders-1 stores order 1041 and, in the same transaction, what it announces about it. It tells nobody what to do.',
        'payments announces CardRefused of order 1041: who has something to undo does it by itself.',
        expect.stringMatching(
          /^orders-\d hears StockReserved of order 1041 and writes it into the saga log\./,
        ),
      ]),
    )
  })
})
