import { describe, expect, test } from 'vitest'
import type { MachineDefinition, MachineState } from '@/simulations/kernel/machine'
import { chartGeometry } from '../chart/chart-geometry'
import { stateWords } from '../chart/chart-words'
import { chartLayout } from './chart-layout'
import { textWidth } from './text-width'

function state(
  id: string,
  to: Record<string, string>,
  more: Partial<MachineState> = {},
): MachineState {
  const transitions = Object.entries(to).map(([event, target]) => ({ event, target, guard: null }))
  return { id, type: 'atomic', tags: [], description: null, transitions, ...more }
}

const machine: MachineDefinition = {
  id: 'order',
  initial: 'reserving',
  states: [
    state('reserving', {
      StockReserved: 'charging',
      StockRefused: 'cancelled',
      CancelOrder: 'releasing',
      Timeout: 'reserving',
    }),
    state('charging', {
      CardCharged: 'shipping',
      Cancelled: 'refunding',
      CardRefused: 'releasing',
    }),
    state('shipping', { ParcelShipped: 'completed' }),
    state('completed', {}, { type: 'final' }),
    state(
      'refunding',
      { CardRefunded: 'releasing', RefundRefused: 'parked' },
      { tags: ['compensating'] },
    ),
    state('releasing', { StockReleased: 'cancelled' }, { tags: ['compensating'] }),
    state('parked', { Retry: 'refunding', PaidByHand: 'releasing' }, { tags: ['parked'] }),
    state('cancelled', {}, { type: 'final' }),
  ],
}

describe('the layout of a chart', () => {
  const layout = chartLayout(machine)
  const at = (id: string) => {
    const found = layout.states.find((one) => one.state.id === id)
    return found && [found.column, found.row]
  }

  test('the way forward is one row, from the first state to the end that nothing undoes', () => {
    expect(['reserving', 'charging', 'shipping', 'completed'].map(at)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ])
  })

  test('what undoes it stands below, nearest to its end first, and what waits for a person last', () => {
    expect(['cancelled', 'releasing', 'refunding', 'parked'].map(at)).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
    ])
  })

  test('a try once more is no edge', () => {
    expect(layout.edges.some(({ from, to }) => from === to)).toBe(false)
  })

  test.each([300, 358, 460, 560])(
    'no two states overlap, and none is cut off, at %i px',
    (room) => {
      const { states, width } = chartGeometry(layout, room)
      expect(width).toBeLessThanOrEqual(room)
      for (const one of states) {
        expect(one.x).toBeGreaterThanOrEqual(0)
        expect(one.x + one.width).toBeLessThanOrEqual(room)
        for (const other of states) {
          if (one === other) continue
          const apart =
            one.x + one.width <= other.x ||
            other.x + other.width <= one.x ||
            one.y + one.height <= other.y ||
            other.y + other.height <= one.y
          expect(apart, `${one.id} and ${other.id}`).toBe(true)
        }
      }
    },
  )

  test('a state that cannot be reached is left out, with what leads from it', () => {
    const shipFirst: MachineDefinition = {
      ...machine,
      initial: 'shipping',
      states: machine.states.map((one) => {
        if (one.id === 'shipping') return state('shipping', { ParcelShipped: 'charging' })
        return one.id === 'charging'
          ? state('charging', { CardCharged: 'completed', CardRefused: 'cancelled' })
          : one
      }),
    }
    const { states, edges } = chartLayout(shipFirst)
    expect(states.map((one) => one.state.id).sort()).toEqual([
      'cancelled',
      'charging',
      'completed',
      'shipping',
    ])
    expect(edges.some(({ from }) => from === 'releasing')).toBe(false)
  })

  test.each([280, 358, 410, 440, 460, 520, 560])('each name fits its state at %i px', (room) => {
    for (const { id, width } of chartGeometry(layout, room).states)
      expect(width).toBeGreaterThanOrEqual(textWidth(`◆ ${stateWords(id)}`, 12, true) + 8)
  })

  test('a machine that never ends has a chart too', () => {
    const endless: MachineDefinition = {
      id: 'poll',
      initial: 'a',
      states: [state('a', { Tick: 'b' }), state('b', { Tick: 'a' })],
    }
    expect(chartLayout(endless).states.map((one) => [one.column, one.row])).toEqual([
      [0, 0],
      [1, 0],
    ])
  })
})
