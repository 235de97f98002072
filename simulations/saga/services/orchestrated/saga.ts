import { assign, setup } from 'xstate'

export const saga = setup({
  types: {
    context: {} as { cancelled: boolean },
    events: {} as { type: string },
  },
  actions: {
    // What an action asks for is written down by orders.ts, together with the new state.
    send: (_, _command: { to: string; type: string }) => {},
    settle: (_, _result: { state: string }) => {},
    payBack: () => {},
    note: assign({ cancelled: true }),
  },
  guards: {
    'cancelled meanwhile': ({ context }) => context.cancelled,
  },
}).createMachine({
  id: 'order',
  context: { cancelled: false },
  initial: 'reserving',
  states: {
    reserving: {
      entry: { type: 'send', params: { to: 'inventory-commands', type: 'ReserveStock' } },
      on: {
        StockReserved: 'charging',
        StockRefused: 'cancelled',
        CancelOrder: 'releasing',
        Timeout: { target: 'reserving', reenter: true },
      },
    },
    charging: {
      entry: { type: 'send', params: { to: 'payment-commands', type: 'ChargeCard' } },
      on: {
        CardCharged: [{ guard: 'cancelled meanwhile', target: 'refunding' }, 'shipping'],
        CardRefused: 'releasing',
        CancelOrder: { actions: 'note' },
        Timeout: { target: 'charging', reenter: true },
      },
    },
    // From here on it only goes forward: a parcel on its way cannot be called back.
    shipping: {
      entry: { type: 'send', params: { to: 'shipping-commands', type: 'ShipParcel' } },
      on: {
        ParcelShipped: 'completed',
        Timeout: { target: 'shipping', reenter: true },
      },
    },
    completed: {
      type: 'final',
      entry: { type: 'settle', params: { state: 'confirmed' } },
    },
    refunding: {
      tags: ['compensating'],
      entry: { type: 'send', params: { to: 'payment-commands', type: 'RefundCard' } },
      on: {
        CardRefunded: 'releasing',
        RefundRefused: 'parked',
        Timeout: { target: 'refunding', reenter: true },
      },
    },
    releasing: {
      tags: ['compensating'],
      entry: { type: 'send', params: { to: 'inventory-commands', type: 'ReleaseStock' } },
      on: {
        StockReleased: 'cancelled',
        Timeout: { target: 'releasing', reenter: true },
      },
    },
    parked: {
      tags: ['parked'],
      description: 'Only a person can move it.',
      entry: { type: 'settle', params: { state: 'parked' } },
      on: {
        RetryRefund: 'refunding',
        PaidByHand: { target: 'releasing', actions: 'payBack' },
      },
    },
    cancelled: {
      type: 'final',
      entry: { type: 'settle', params: { state: 'cancelled' } },
    },
  },
})
