/** Sentences of this lab's own, and for each commit which step of which saga it belongs to. */
import type { StepEffect } from '../kernel/interleaving'
import type { Json, RowChange, TraceEvent, TraceEventOf } from '../kernel/trace-event'

const steps = { read: 0, write: 1, charge: 2 }
const names: Readonly<Record<string, string>> = { ada: 'Ada', bo: 'Bo' }

/** What a commit did for the saga of one order; `null` where the event is no such commit. */
export function effectOf(event: TraceEvent): StepEffect | null {
  if (event.kind !== 'rows' || event.node !== 'checkout-db') return null
  const filed = event.changes.find(({ table }) => table === 'operations')?.after
  if (filed)
    return {
      subject: String(filed.order_id),
      step: Number(filed.version) - 1,
      text: `goes into the file as number ${filed.version}`,
    }
  const order = event.changes.find(({ table }) => table === 'orders')
  if (!order?.after) return null
  const shelf = event.changes.find(
    ({ table, before, after }) => table === 'stock' && before?.on_hand !== after?.on_hand,
  )
  const rewritten = shelf ?? event.changes.find(({ table }) => table === 'stock')
  return { subject: order.key, ...effectOnOrder(order, movement(rewritten)) }
}

function effectOnOrder({ before, after }: RowChange, moved: string): Omit<StepEffect, 'subject'> {
  const seen = after?.seen
  switch (after?.state) {
    case 'waiting':
      return { step: steps.read, text: 'begins, and wants the lock' }
    case 'read':
      return { step: steps.read, text: `reads ${seen}` }
    case 'sold out': {
      const again = before?.state === 'read' ? 'reads again' : 'reads'
      const step =
        before?.state === 'read'
          ? steps.write
          : before?.state === 'ordered'
            ? steps.charge
            : steps.read
      return { step, text: `${again}: ${seen}, sold out` }
    }
    case 'ordered':
      return { step: steps.write, text: 'writes the order, and leaves the shelf alone' }
    case 'taken': {
      const again = before?.seen !== seen ? `reads again: ${seen}, ` : ''
      return { step: steps.write, text: `${again}takes one${moved}` }
    }
    case 'confirmed': {
      const takes = before?.state === 'ordered' ? `takes one${moved}, ` : ''
      return {
        step: steps.charge,
        text: `is paid, ${takes}and reads ${after.remaining} for its slip`,
      }
    }
    case 'put back':
      return { step: steps.charge, text: `cannot pay, and gives one back${moved}` }
    default:
      return { step: steps.charge, text: 'cannot pay, and has nothing to give back' }
  }
}

function movement(shelf: RowChange | undefined): string {
  return shelf?.before && shelf.after
    ? `: ${shelf.before.on_hand} becomes ${shelf.after.on_hand}`
    : ''
}

export function tell(event: TraceEvent): string | null {
  switch (event.kind) {
    case 'action':
      return tellAction(event)
    case 'rows': {
      const effect = effectOf(event)
      return effect ? `Order ${effect.subject} ${effect.text}.` : null
    }
    case 'send':
      return tellProvider(event)
    case 'answer':
      return tellAnswer(event)
    default:
      return null
  }
}

function tellAction({ action, node, arguments: given }: TraceEventOf<'action'>): string | null {
  const name = names[node] ?? node
  if (action.endsWith('-read')) return `${name} wants one: ${given.article ?? 'oak-shelf'}.`
  if (action.endsWith('-write')) return `${name} takes it.`
  return action.endsWith('-charge') ? `${name} pays.` : null
}

function tellProvider({ from, payload }: TraceEventOf<'send'>): string | null {
  if (from !== 'provider' || payload.type !== 'http-reply') return null
  const key = text(payload.body, 'key').replace('order-', '')
  return text(payload.body, 'state') === 'refused'
    ? `provider refuses the card of order ${key}.`
    : `provider charges the card of order ${key}.`
}

const heard: Readonly<Record<string, string>> = {
  read: 'there is one',
  waiting: 'another order still has the lock',
  'sold out': 'it is sold out',
  taken: 'the unit is taken',
  ordered: 'the order is written',
  confirmed: 'the order is confirmed',
  'put back': 'the card is refused',
  cancelled: 'the card is refused',
}

function tellAnswer({ node, outcome, status, body }: TraceEventOf<'answer'>): string | null {
  if (outcome !== 'answered' || status === null || status >= 500) return null
  const name = names[node] ?? node
  const state = text(body, 'state')
  if (status === 409 && (state === '' || state === 'read'))
    return `${name} hears that this cannot be done now: 409.`
  const what = heard[state]
  return what ? `${name} hears that ${what}: ${status}.` : null
}

function text(body: Json, field: string): string {
  const value =
    body !== null && typeof body === 'object' && !Array.isArray(body) ? body[field] : null
  return typeof value === 'string' ? value : ''
}
