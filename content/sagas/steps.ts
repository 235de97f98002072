/** The steps of an order in an order of the reader's: the machine that carries them out, as the source text that runs. */

export const stepIds = ['reserve', 'charge', 'ship'] as const

export type StepId = (typeof stepIds)[number]

interface Step {
  id: StepId
  state: string
  to: string
  command: string
  done: string
  /** What the service answers where it will not; `null` for a step that can only be late. */
  refused: string | null
  undo: { state: string; command: string; done: string; refused: string | null } | null
}

const steps: Readonly<Record<StepId, Step>> = {
  reserve: {
    id: 'reserve',
    state: 'reserving',
    to: 'inventory-commands',
    command: 'ReserveStock',
    done: 'StockReserved',
    refused: 'StockRefused',
    undo: { state: 'releasing', command: 'ReleaseStock', done: 'StockReleased', refused: null },
  },
  charge: {
    id: 'charge',
    state: 'charging',
    to: 'payment-commands',
    command: 'ChargeCard',
    done: 'CardCharged',
    refused: 'CardRefused',
    undo: {
      state: 'refunding',
      command: 'RefundCard',
      done: 'CardRefunded',
      refused: 'RefundRefused',
    },
  },
  ship: {
    id: 'ship',
    state: 'shipping',
    to: 'shipping-commands',
    command: 'ShipParcel',
    done: 'ParcelShipped',
    refused: null,
    undo: null,
  },
}

/**
 * The text of `services/orchestrated/saga.ts` for this order: each step begins when the one before is done; a refusal
 * undoes what was done, the last first. Cancelling is left out.
 */
export function machineText(order: readonly StepId[]): string {
  const all = order.map((id) => steps[id])
  const forward = all.map((step, index) =>
    state(step.state, step.to, step.command, [
      [step.done, all[index + 1]?.state ?? 'completed'],
      ...(step.refused === null ? [] : [[step.refused, firstUndo(all.slice(0, index))] as const]),
    ]),
  )
  const back = all.flatMap(({ to, undo }, index) => {
    if (undo === null) return []
    const text = state(
      undo.state,
      to,
      undo.command,
      [
        [undo.done, firstUndo(all.slice(0, index))],
        ...(undo.refused === null ? [] : [[undo.refused, 'parked'] as const]),
      ],
      'compensating',
    )
    return [text]
  })
  const afterRefund = firstUndo(all.slice(0, order.indexOf('charge')))
  return `import { setup } from 'xstate'

// Made from the order of steps that you chose. Cancelling is left out.
export const saga = setup({
  types: { events: {} as { type: string } },
  actions: {
    send: (_, _command: { to: string; type: string }) => {},
    settle: (_, _result: { state: string }) => {},
    payBack: () => {},
  },
}).createMachine({
  id: 'order',
  initial: '${all[0]?.state}',
  states: {
${[...forward, ending('completed', 'confirmed'), ...back].join('')}    parked: {
      tags: ['parked'],
      entry: { type: 'settle', params: { state: 'parked' } },
      on: {
        RetryRefund: 'refunding',
        PaidByHand: { target: '${afterRefund}', actions: 'payBack' },
      },
    },
${ending('cancelled', 'cancelled')}  },
})
`
}

/** Of what was done, the last that can be undone. */
function firstUndo(done: readonly Step[]): string {
  return done.findLast(({ undo }) => undo !== null)?.undo?.state ?? 'cancelled'
}

function state(
  name: string,
  to: string,
  command: string,
  moves: readonly (readonly [event: string, target: string])[],
  tag?: string,
): string {
  const lines = moves.map(([event, target]) => `        ${event}: '${target}',\n`).join('')
  return `    ${name}: {
${tag === undefined ? '' : `      tags: ['${tag}'],\n`}      entry: { type: 'send', params: { to: '${to}', type: '${command}' } },
      on: {
${lines}        Timeout: { target: '${name}', reenter: true },
      },
    },
`
}

function ending(name: string, result: string): string {
  return `    ${name}: {
      type: 'final',
      entry: { type: 'settle', params: { state: '${result}' } },
    },
`
}
