import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import { printItem } from '@/simulations/schedule/print-schedule'
import { runAt, sent } from '../testing/events'
import { faultOptions, type FaultScene, targetTitle } from './fault-option'

const trace = [
  ...sent(1, 'orders', 'broker', 4_000, 5_000),
  ...sent(2, 'orders', 'broker', 6_000, 7_000),
]
const scene: FaultScene = { lab, trace, playhead: { at: 4_500, index: 1 } }
const written = (
  target: Parameters<typeof faultOptions>[0],
  at: FaultScene = scene,
  lengths = {},
) =>
  Object.fromEntries(
    faultOptions(target, at, lengths).map(({ letter, item }) => [
      letter,
      item ? printItem(item) : null,
    ]),
  )

describe('the faults of a message in flight', () => {
  const flying: FaultScene = { ...scene, playhead: { at: 6_500, index: 3 } }
  const message = { kind: 'message', message: 2, from: 'orders', to: 'broker' } as const

  it('are its own, and those of its link from here on', () => {
    expect(written(message, flying)).toMatchObject({
      D: 'drop orders->broker #2',
      '2': 'duplicate orders->broker #2',
      H: 'delay orders->broker #2 by 40ms',
      '1': 'cut orders->broker from 6.5ms',
    })
    const labels = faultOptions(message, flying).map(({ label }) => label)
    expect(labels).toContain('Drop this message')
    expect(labels).not.toContain('Drop the next message')
  })

  it("are the next one's on its link", () => {
    expect(written({ kind: 'link', from: 'orders', to: 'broker' }, flying)).toMatchObject({
      D: 'drop orders->broker #3',
    })
  })

  it('go the way of the message, which may be an answer', () => {
    const [answer] = sent(3, 'broker', 'orders', 7_000, 8_000)
    const at: FaultScene = {
      lab,
      trace: answer ? [...trace, answer] : trace,
      playhead: { at: 7_500, index: 5 },
    }
    const target = { ...message, message: 3 }
    expect(written(target, at)).toMatchObject({ D: 'drop broker->orders #1' })
    expect(targetTitle(target, at)).toBe('message 3, broker → orders')
  })
})

describe('the faults of a node', () => {
  it('write what the schedule language says', () => {
    expect(written({ kind: 'node', node: 'orders' })).toEqual({
      K: 'crash orders at 4.5ms',
      N: 'crash orders at 4.5ms, no restart',
      P: 'pause orders at 4.5ms for 40ms',
    })
  })

  it.each([
    ['a service', 'orders', 'what it held in memory is gone'],
    ['a database', 'orders-db', 'what was committed stays, open transactions do not'],
    ['the broker', 'broker', 'a replica takes over, without what had not reached it'],
  ])('say what a crash of %s takes with it', (_, node, detail) => {
    const [crash] = faultOptions({ kind: 'node', node }, scene)
    expect(crash).toMatchObject({ letter: 'K', detail })
  })

  it('take the lengths that the reader has set', () => {
    const lengths = { K: 5_000, P: 1_500 }
    expect(written({ kind: 'node', node: 'orders' }, scene, lengths)).toMatchObject({
      K: 'crash orders at 4.5ms, restart after 5ms',
      P: 'pause orders at 4.5ms for 1.5ms',
    })
  })

  it.each([
    ['customers', 'shop', 'shop is the customers: they never crash', scene],
    [
      'what is down',
      'orders',
      'orders is down already',
      {
        ...scene,
        trace: [
          {
            kind: 'crash' as const,
            node: 'orders',
            incarnation: 1,
            cause: 'fault' as const,
            place: null,
            message: null,
            at: 100,
          },
          ...runAt(9_000),
        ],
        playhead: { at: 200, index: 1 },
      },
    ],
  ])('say why %s cannot crash', (_, node, why, at) => {
    const options = faultOptions({ kind: 'node', node }, at)
    expect(options.map((option) => option.item)).toEqual([null, null, null])
    expect(options[0]?.detail).toBe(why)
  })

  it('are none where there is no such node', () => {
    expect(faultOptions({ kind: 'node', node: 'nobody' }, scene)).toEqual([])
  })
})

describe('the faults of a link', () => {
  const link = { kind: 'link', from: 'orders', to: 'broker' } as const

  it('cut both ways or one, and count the next message over the whole run', () => {
    expect(written(link)).toEqual({
      C: 'cut orders<->broker from 4.5ms',
      '1': 'cut orders->broker from 4.5ms',
      W: 'cut broker->orders from 4.5ms',
      L: 'lag orders->broker by 40ms from 4.5ms',
      D: 'drop orders->broker #2',
      '2': 'duplicate orders->broker #2',
      H: 'delay orders->broker #2 by 40ms',
    })
  })

  it('leave single messages of a connection alone, and say why', () => {
    const options = faultOptions({ kind: 'link', from: 'orders', to: 'orders-db' }, scene)
    const single = options.filter(({ letter }) => ['D', '2', 'H'].includes(letter))
    for (const option of single) {
      expect(option).toMatchObject({
        item: null,
        detail: 'a connection keeps its messages: cut it or slow it',
      })
    }
    expect(options.filter((option) => option.item)).toHaveLength(4)
  })
})
