/** Sentences of this lab's own: votes, decisions, and what is in doubt when somebody dies. */
import { formatMs } from '../kernel/time'
import type { TraceEvent, TraceEventOf } from '../kernel/trace-event'
import { inserted } from '../story/changes'
import { money } from '../story/words'

const ofOrder = /\b1\d{3}\b/

export function tell(
  event: TraceEvent,
  trace: readonly TraceEvent[],
  index: number,
): string | null {
  switch (event.kind) {
    case 'action': {
      const quantity = event.arguments.quantity ?? '1'
      return event.action === 'pick-up'
        ? `Bo asks inventory to put ${quantity} of the same article aside. He pays when he fetches it.`
        : null
    }
    case 'transaction':
      return tellTransaction(event, trace, index)
    case 'rows':
      return tellRows(event)
    case 'send':
      return tellRefusal(event)
    case 'arrive':
      return tellInDoubt(event, trace, index)
    case 'crash':
      return tellCrash(event, trace, index)
    case 'answer':
      return tellAnswer(event, trace, index)
    default:
      return null
  }
}

function tellTransaction(
  event: TraceEventOf<'transaction'>,
  trace: readonly TraceEvent[],
  index: number,
): string | null {
  if (event.prepared)
    return `${event.by} prepares order ${orderIn(event.prepared.gid)} and votes yes: from here on it may no longer say no, and ${event.node} keeps its locks.`
  if (event.state !== 'rolled-back') return null
  const order = preparedAs(trace.slice(0, index), event)
  return order === null
    ? null
    : `${event.node} rolls back what it had prepared for order ${order}, and gives its locks back.`
}

function tellRows({ node, changes }: TraceEventOf<'rows'>): string | null {
  const decision = inserted(changes, 'decisions')
  if (decision?.after)
    return decision.after.outcome === 'committed'
      ? `checkout logs its decision: order ${orderIn(decision.key)} is committed. From here on it must be, everywhere.`
      : `checkout finds no decision about order ${orderIn(decision.key)} in its log, so it is aborted. It writes that down before it tells anybody.`
  const stock = changes.find(({ table }) => table === 'stock')?.after
  const reservation = inserted(changes, 'reservations')
  if (reservation?.after && stock)
    return `${node} commits order ${reservation.key}: ${reservation.after.quantity} reserved, ${stock.on_hand} left on the shelf.`
  const charge = inserted(changes, 'charges')
  if (charge?.after)
    return `${node} commits order ${charge.key}: ${charge.after.customer} has paid ${money(Number(charge.after.cents))}.`
  const pickUp = inserted(changes, 'pick_ups')
  if (pickUp?.after && stock)
    return `${node} puts ${pickUp.after.quantity} aside for ${pickUp.after.customer}: ${stock.on_hand} left on the shelf.`
  return null
}

/** A participant that looked, and will not do it. */
function tellRefusal({ from, to, payload }: TraceEventOf<'send'>): string | null {
  if (payload.type !== 'http-reply' || payload.status !== 409 || to !== 'checkout') return null
  const why =
    from === 'inventory' ? 'there is not enough on the shelf' : 'there is not enough money'
  return `${from} says no: ${why}.`
}

function tellInDoubt(
  event: TraceEventOf<'arrive'>,
  trace: readonly TraceEvent[],
  index: number,
): string | null {
  const sent = trace
    .slice(0, index)
    .findLast((other) => other.kind === 'send' && other.message === event.message)
  if (sent?.kind !== 'send' || sent.payload.type !== 'http-reply' || sent.to !== 'checkout')
    return null
  const { body } = sent.payload
  if (!Array.isArray(body) || body.length === 0) return null
  const orders = body.map((gid) => orderIn(String(gid))).join(' and ')
  return `checkout asked ${sent.from} what is in doubt there: order ${orders}.`
}

/** What only the coordinator knew, and what a database keeps through a crash. */
function tellCrash(
  { node, place }: TraceEventOf<'crash'>,
  trace: readonly TraceEvent[],
  index: number,
): string | null {
  const past = trace.slice(0, index)
  const when = place ? ` ${place.when} line ${place.line} ran` : ''
  const doubtful = inDoubt(past)
  if (node !== 'checkout') {
    const here = doubtful.filter((one) => one.node === node).map((one) => one.order)
    return here.length === 0
      ? null
      : `${node} crashed. Open transactions are gone; order ${here.join(' and ')} is prepared, so it stands on its disk, locks and all.`
  }
  const order = doubtful.at(-1)?.order
  if (order === undefined) return tellSplit(past, when)
  const nodes = doubtful.flatMap((one) => (one.order === order ? [one.node] : [])).sort()
  const held = `checkout crashed${when}. Order ${order} is prepared in ${nodes.join(' and ')}`
  const logged = past.some(
    (event) =>
      event.kind === 'rows' && inserted(event.changes, 'decisions')?.key === `order-${order}`,
  )
  return logged
    ? `${held}; how it ends stands in checkout’s log, and nobody else has read it.`
    : `${held}, and nobody there may decide it.`
}

/** What is prepared and has not ended, in the order in which it was prepared. */
function inDoubt(past: readonly TraceEvent[]): { order: string; node: string }[] {
  const open = new Map<string, { order: string; node: string }>()
  for (const event of past) {
    if (event.kind !== 'transaction') continue
    const { node, transaction, prepared, state } = event
    if (prepared) open.set(`${node} ${transaction}`, { order: orderIn(prepared.gid), node })
    else if (state === 'committed' || state === 'rolled-back') open.delete(`${node} ${transaction}`)
  }
  return [...open.values()]
}

/** Without a vote: what one has committed and the other was never asked. */
function tellSplit(past: readonly TraceEvent[], when: string): string | null {
  const committed = (table: string) =>
    past.flatMap((event) =>
      event.kind === 'rows' ? (inserted(event.changes, table)?.key ?? []) : [],
    )
  const order = committed('reservations').at(-1)
  if (order === undefined || committed('charges').includes(order)) return null
  return `checkout crashed${when}. Order ${order} is committed in inventory-db and not in payments-db, and nobody else knows that it should be.`
}

function tellAnswer(
  { node, request, status, at }: TraceEventOf<'answer'>,
  trace: readonly TraceEvent[],
  index: number,
): string | null {
  if (node === 'shop')
    return status === 409 ? 'shop hears that its order is refused: 409. Nothing was taken.' : null
  const asked = trace
    .slice(0, index)
    .filter((event) => event.kind === 'send' && event.from === node && event.replyTo === null)
    .at(Number(/\d+$/.exec(request)?.[0]) - 1)
  if (!asked) return null
  const after = `${formatMs(at - asked.at)} after he asked`
  if (status === 201) return `Bo hears that it is put aside for him, ${after}.`
  return status === 409 ? `Bo hears that there is not enough for him, ${after}.` : null
}

function preparedAs(
  past: readonly TraceEvent[],
  { node, transaction }: TraceEventOf<'transaction'>,
): string | null {
  const found = past.find(
    (event) =>
      event.kind === 'transaction' &&
      event.prepared !== undefined &&
      event.node === node &&
      event.transaction === transaction,
  )
  return found?.kind === 'transaction' ? orderIn(found.prepared?.gid ?? '') : null
}

function orderIn(text: string): string {
  return ofOrder.exec(text)?.[0] ?? text
}
