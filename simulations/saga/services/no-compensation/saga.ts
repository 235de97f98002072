import { setup } from 'xstate'

export const saga = setup({
  types: { events: {} as { type: string } },
  actions: {
    // What an action asks for is written down by orders.ts, together with the new state.
    send: (_, _command: { to: string; type: string }) => {},
    settle: (_, _result: { state: string }) => {},
  },
}).createMachine({
  id: 'order',
  initial: 'reserving',
  states: {
    reserving: {
      entry: { type: 'send', params: { to: 'inventory-commands', type: 'ReserveStock' } },
      on: {
        StockReserved: 'charging',
        StockRefused: 'cancelled',
        CancelOrder: 'cancelled',
        Timeout: { target: 'reserving', reenter: true },
      },
    },
    charging: {
      entry: { type: 'send', params: { to: 'payment-commands', type: 'ChargeCard' } },
      on: {
        CardCharged: 'shipping',
        CardRefused: 'cancelled',
        CancelOrder: 'cancelled',
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
    cancelled: {
      type: 'final',
      entry: { type: 'settle', params: { state: 'cancelled' } },
    },
  },
})
