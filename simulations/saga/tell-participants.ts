/** Sentences about what the services of a saga do for it: their steps, how they undo them, and what they leave behind. */
import type { TraceEvent, TraceEventOf } from '../kernel/trace-event'
import { changeOf, inserted } from '../story/changes'
import { money, ordinal } from '../story/words'

export function tellParticipant(
  event: TraceEventOf<'rows'>,
  past: readonly TraceEvent[],
): string | null {
  const { by, changes } = event
  if (changes.length === 1 && inserted(changes, 'inbox'))
    return `${by} notes the message as read: there is nothing for it to do.`
  switch (event.node) {
    case 'inventory-db':
      return tellInventory(event, past)
    case 'provider-db':
      return tellProvider(event)
    case 'payments-db':
      return tellPayments(event, past)
    case 'shipping-db':
      return tellShipping(event)
    default:
      return null
  }
}

function tellInventory(
  { by, changes }: TraceEventOf<'rows'>,
  past: readonly TraceEvent[],
): string | null {
  const reservation = changeOf(changes, 'reservations')
  const stock = changeOf(changes, 'stock')?.after
  const answer = inserted(changes, 'outbox')?.after
  if (!reservation)
    return answer ? tellAgain(by, String(answer.type), String(answer.aggregateid), past) : null
  const { key, before, after } = reservation
  const sku = (after ?? before)?.sku
  if (!after) return `${by} puts the ${sku} of order ${key} back, and forgets that it held one.`
  switch (after.state) {
    case 'held':
      return wasReleased(key, past)
        ? `${by} holds a ${sku} for order ${key}, which was released before: nothing told it that this step comes too late.`
        : `${by} holds a ${sku} for order ${key}: ${stock?.on_hand} left on the shelf.`
    case 'refused':
      return `${by} has no ${sku} left for order ${key}. That is a refusal, so the saga turns round.`
    case 'shipped':
      return `The ${sku} of order ${key} has left the house: it is no longer held.`
    case 'released':
      if (!before)
        return `The release of order ${key} came before its step: nothing was held, so ${by} leaves a tombstone for the step to find.`
      return before.state === 'held'
        ? `${by} puts the ${sku} of order ${key} back on the shelf. Its row stays as a tombstone: a late step finds it.`
        : `${by} was asked again to release order ${key}. It had done so, and answers the same.`
    default:
      return null
  }
}

/** It answered, and changed nothing: it had done so before, or was told not to. */
function tellAgain(
  by: string,
  answer: string,
  order: string,
  past: readonly TraceEvent[],
): string | null {
  switch (answer) {
    case 'StockReserved':
      return `${by} holds the article of order ${order} already, and answers the same.`
    case 'StockRefused':
      return reservationOf(order, past) === 'released'
        ? `The step of order ${order} comes late: ${by} finds its tombstone, holds nothing and refuses.`
        : `${by} refused order ${order} before, and answers the same.`
    case 'StockReleased':
      return `${by} holds nothing for order ${order} and says so. That it was asked is written down nowhere.`
    default:
      return null
  }
}

/** The state of an order's reservation before now. */
function reservationOf(order: string, past: readonly TraceEvent[]): unknown {
  for (const event of past.toReversed()) {
    if (event.kind !== 'rows' || event.node !== 'inventory-db') continue
    const change = event.changes.findLast(
      ({ table, key }) => table === 'reservations' && key === order,
    )
    if (change) return change.after?.state
  }
  return undefined
}

function wasReleased(key: string, past: readonly TraceEvent[]): boolean {
  return past.some(
    (event) =>
      event.kind === 'rows' &&
      event.node === 'inventory-db' &&
      event.changes.some(
        ({ table, after }) =>
          table === 'outbox' &&
          after?.type === 'StockReleased' &&
          String(after.aggregateid) === key,
      ),
  )
}

function tellProvider({ changes }: TraceEventOf<'rows'>): string | null {
  const charge = changeOf(changes, 'charges')
  if (!charge?.after) return null
  const { order_id: order, cents, state } = charge.after
  const amount = money(Number(cents))
  if (state === 'refunded') return `provider gives ${amount} back for order ${order}.`
  return state === 'refused'
    ? `provider refuses the card of order ${order}. No money moves.`
    : `provider charges ${amount} for order ${order}, key ${charge.key}.`
}

function tellPayments(
  { by, changes }: TraceEventOf<'rows'>,
  past: readonly TraceEvent[],
): string | null {
  const charge = changeOf(changes, 'charges')
  if (!charge?.after) return null
  const { key, before, after } = charge
  const said = inserted(changes, 'outbox')?.after
  if (said && before?.state === after.state) {
    const time = ordinal(timesSaid(String(said.type), key, past) + 1)
    return `${by} answers ${said.type} of order ${key} for the ${time} time: its row said so already.`
  }
  switch (after.state) {
    case 'asked':
      return `${by} writes down that it will charge order ${key}, before it asks the provider.`
    case 'charged':
    case 'refused':
    case 'refunded':
      return `${by} keeps what the provider said about order ${key}, ${after.state}, with its answer in the same transaction.`
    case 'disputed':
      return `${by} keeps that the provider refuses the refund of order ${key}, with its answer in the same transaction.`
    case 'cancelled':
      return `Nothing was charged for order ${key}: ${by} leaves a tombstone, so that no late step charges it.`
    default:
      return null
  }
}

/** How often payments has announced this about an order. */
function timesSaid(type: string, order: string, past: readonly TraceEvent[]): number {
  return past.filter(
    (event) =>
      event.kind === 'rows' &&
      event.node === 'payments-db' &&
      event.changes.some(
        ({ table, operation, after }) =>
          table === 'outbox' &&
          operation === 'insert' &&
          after?.type === type &&
          String(after.aggregateid) === order,
      ),
  ).length
}

function tellShipping({ by, changes }: TraceEventOf<'rows'>): string | null {
  const parcel = inserted(changes, 'parcels')
  if (!parcel) {
    const answered = inserted(changes, 'outbox')
    return answered
      ? `${by} has sent the parcel of order ${answered.after?.aggregateid} already, and answers the same.`
      : null
  }
  return parcel.after?.state === 'cancelled'
    ? `${by} cancels the parcel of order ${parcel.key} before there is one: what comes later finds this row.`
    : `${by} hands the parcel of order ${parcel.key} over.`
}
