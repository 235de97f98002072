/** Sentences of this lab's own: what a saga decides, what goes out, what turns it round, and who goes on with it. */
import type { RowChange, TraceEvent, TraceEventOf } from '../kernel/trace-event'
import { changeOf, inserted } from '../story/changes'
import { tellParticipant } from './tell-participants'
import { tellChargeRequest } from './tell-charge-requests'

export function tell(
  event: TraceEvent,
  trace: readonly TraceEvent[],
  index: number,
): string | null {
  const past = () => trace.slice(0, index)
  switch (event.kind) {
    case 'action':
      return tellWish(event)
    case 'rows':
      return (
        tellSent(event) ??
        (event.node === 'orders-db' ? tellOrders(event, past()) : tellParticipant(event, past()))
      )
    case 'send':
      return tellChargeRequest(event, trace)
    case 'append':
      return tellAppend(event, past())
    case 'crash':
      return tellCrash(event, past())
    case 'answer':
      return tellAnswer(event)
    default:
      return null
  }
}

function tellWish({ action, arguments: { order = '' } }: TraceEventOf<'action'>): string | null {
  switch (action) {
    case 'cancel-order':
      return `The customer wants order ${order} cancelled.`
    case 'retry-refund':
      return `The operator asks that the refund of order ${order} is tried once more.`
    case 'paid-by-hand':
      return `The operator has paid order ${order} back by hand, and says so.`
    default:
      return null
  }
}

function tellAnswer({ node, action, status, body }: TraceEventOf<'answer'>): string | null {
  const id = body !== null && typeof body === 'object' && 'id' in body ? `order ${body.id}` : 'it'
  if (action === 'place-order' || status === null) return null
  if (action === 'cancel-order')
    return status === 202
      ? `${node} hears that its wish to cancel ${id} is noted: ${status}. Whether it was in time is not known yet.`
      : `${node} hears that it is too late to cancel ${id}: ${status}.`
  return status === 202
    ? `${node} hears that ${id} moves again: ${status}.`
    : `${node} hears that ${id} does not wait for a person: ${status}.`
}

function tellSent({ by, changes }: TraceEventOf<'rows'>): string | null {
  const sent = changes.find(({ table, after }) => table === 'outbox' && after === null)?.before
  return sent
    ? `${by} has sent ${sent.type} of order ${sent.aggregateid} and takes it out of the outbox.`
    : null
}

function tellOrders(event: TraceEventOf<'rows'>, past: readonly TraceEvent[]): string | null {
  const { by, changes } = event
  const saga = changes.find(({ table }) => table === 'sagas')
  if (saga) return tellSaga(saga, event, past)
  const order = changeOf(changes, 'orders')
  const said = inserted(changes, 'outbox')
  const heard = inserted(changes, 'saga_log')
  if (heard) return tellHeard(by, heard, order)
  if (order?.operation === 'insert')
    return said
      ? `${by} stores order ${order.key} and, in the same transaction, what it announces about it. It tells nobody what to do.`
      : `${by} stores order ${order.key}. Where its saga stands is in the memory of ${by}, and nowhere else.`
  if (said?.after?.type === 'OrderCancelRequested')
    return `${by} announces that order ${said.after.aggregateid} is to be cancelled. Shipping decides whether that is too late.`
  return null
}

function tellHeard(by: string, heard: RowChange, order: RowChange | undefined): string {
  const { order_id: id, event } = heard.after ?? {}
  const start = `${by} hears ${event} of order ${id} and writes it into the saga log`
  switch (order?.after?.state) {
    case 'confirmed':
      return `${start}: the order is confirmed.`
    case 'cancelled':
      return `${start}: the way back is done, and the order is cancelled.`
    case 'parked':
      return `${start}: the order waits for a person.`
    default:
      return `${start}. It does nothing else about it.`
  }
}

/** A saga that begins, moves, or asks once more. */
function tellSaga(
  { key, before, after }: RowChange,
  { by, changes }: TraceEventOf<'rows'>,
  past: readonly TraceEvent[],
): string | null {
  if (!after) return null
  const command = inserted(changes, 'outbox')?.after?.type
  const out = command === undefined ? '' : ` ${command} goes out with it.`
  if (!before)
    return `${by} stores order ${key} and begins its saga, in one transaction with its first command, ${command}.`
  const { state, last_event: event } = after
  const resumed = resumedFrom(key, by, past)
  const start = resumed === null ? '' : `${resumed} `
  if (event === 'Timeout')
    return `${start}${by} has heard nothing about order ${key} for too long and asks once more: ${command}. No answer is no refusal.`
  return `${start}${moved(String(event), String(state), key, by, before.state === state)}${out}`
}

function moved(event: string, state: string, key: string, by: string, stays: boolean): string {
  switch (event) {
    case 'StockReserved':
      return `The article is held, so ${by} moves order ${key} on to ${state}.`
    case 'StockRefused':
      return `There is no article left: ${by} cancels order ${key}. Nothing was done, so nothing is undone.`
    case 'CardCharged':
      return state === 'shipping'
        ? `The card is charged, so ${by} moves order ${key} on to shipping. From here on it only goes forward.`
        : `The card was charged, and the customer has cancelled meanwhile: the saga of order ${key} walks back.`
    case 'CardRefused':
      return state === 'cancelled'
        ? `The card was refused: ${by} cancels order ${key}, and tells nobody to let go of what is held.`
        : `The card was refused, so the saga of order ${key} walks back. A refusal is an answer: asking again would not change it.`
    case 'CancelOrder':
      if (stays)
        return `The card of order ${key} is being charged. ${by} notes the cancellation and waits for the answer: only then it knows what to undo.`
      return state === 'cancelled'
        ? `${by} cancels order ${key}. What was done for it stays: this saga has no way back.`
        : `${by} does not wait for inventory: the saga of order ${key} walks back at once.`
    case 'CardRefunded':
      return `The money is back, and the saga of order ${key} goes on walking back.`
    case 'RefundRefused':
      return `The refund of order ${key} was refused, and no retry will change that. ${by} parks the saga: only a person can move it.`
    case 'RetryRefund':
      return `A person has sent order ${key} back to ${state}.`
    case 'PaidByHand':
      return `A person has paid order ${key} back, so its saga leaves the place where it was parked and walks on.`
    case 'StockReleased':
      return `What was to be undone is undone: order ${key} is cancelled, and its saga has ended.`
    case 'ParcelShipped':
      return `The parcel is on its way: order ${key} is confirmed, and its saga has ended.`
    default:
      return `${by} moves order ${key} to ${state}: ${event}.`
  }
}

/** Said of the first move that an instance makes in place of one that is down. */
function resumedFrom(key: string, by: string, past: readonly TraceEvent[]): string | null {
  const last = past.findLast(
    (event) =>
      event.kind === 'rows' &&
      event.changes.some((change) => change.table === 'sagas' && change.key === key),
  )
  if (last?.kind !== 'rows' || last.by === by || !isDown(last.by, past)) return null
  return `${last.by} is down, and ${by} goes on with order ${key}: it has read where the saga stands from its row.`
}

function isDown(node: string, past: readonly TraceEvent[]): boolean {
  const last = past.findLast(
    (event) => (event.kind === 'crash' || event.kind === 'boot') && event.node === node,
  )
  return last?.kind === 'crash'
}

const topics: Record<string, string> = {
  'inventory-commands': 'inventory',
  'payment-commands': 'payments',
  'shipping-commands': 'shipping',
}

function tellAppend(event: TraceEventOf<'append'>, past: readonly TraceEvent[]): string | null {
  const { key, by, topic, headers, partition, offset } = event
  const { id, type } = headers
  if (key === null || type === undefined) return null
  const again = past.some((other) => other.kind === 'append' && other.headers.id === id)
  if (id !== undefined && again) return null
  const place = `${topic}, partition ${partition}, offset ${offset}`
  const writer = writerOf(id, past)
  const left =
    writer !== null && writer !== by
      ? `${by} publishes what ${writer} has left in the outbox. `
      : ''
  const to = topics[topic]
  if (to) return `${left}The command ${type} for order ${key} goes out to ${to}: ${place}.`
  if (topic === 'order-replies')
    return `${left}${by} answers the saga of order ${key}, ${type}: ${place}.`
  if (type === 'CardRefused')
    return `${left}${by} announces CardRefused of order ${key}: who has something to undo does it by itself.`
  return `${left}${by} announces ${type} of order ${key}: ${place}.`
}

/** Who wrote a record into its outbox. */
function writerOf(id: string | undefined, past: readonly TraceEvent[]): string | null {
  for (const event of past) {
    if (event.kind !== 'rows') continue
    const row = event.changes.find(
      ({ table, operation, key }) => table === 'outbox' && operation === 'insert' && key === id,
    )
    if (row) return event.by
  }
  return null
}

/** What an orchestrator had in its hands, and where that stands now. */
function tellCrash(
  { node, place }: TraceEventOf<'crash'>,
  past: readonly TraceEvent[],
): string | null {
  if (!node.startsWith('orders-') || node === 'orders-db') return null
  const when = place ? ` ${place.when} line ${place.line} ran` : ''
  const states = new Map<string, string>()
  const orders = new Map<string, string>()
  for (const event of past) {
    if (event.kind !== 'rows' || event.node !== 'orders-db') continue
    for (const { table, key, after } of event.changes) {
      if (table === 'sagas' && after) states.set(key, String(after.state))
      if (table === 'orders' && after) orders.set(key, String(after.state))
    }
  }
  const open = [...orders].filter(([, state]) => state === 'pending').map(([key]) => key)
  const [key] = open.filter((one) => states.has(one)).slice(-1)
  if (key !== undefined) {
    const other = node === 'orders-1' ? 'orders-2' : 'orders-1'
    return `${node} crashed${when}. Order ${key} stands in its row, ${states.get(key)}: ${other} can go on with it.`
  }
  const inMemory = past.some((event) => event.kind === 'machine')
  return inMemory && states.size === 0 && open.length > 0
    ? `${node} crashed${when}. How far order ${open.join(' and ')} had come was in its memory, and is gone.`
    : null
}
