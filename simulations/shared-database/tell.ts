/** Sentences of this lab's own: what the teams do to each other. */
import type { Row, TraceEvent, TraceEventOf } from '../kernel/trace-event'
import { changeOf } from '../story/changes'
import { listed, money } from '../story/words'

/** A report that has this many connections has them all. */
const connectionsOfReport = 12

export function tell(
  event: TraceEvent,
  trace: readonly TraceEvent[],
  index: number,
): string | null {
  switch (event.kind) {
    case 'action':
      return tellAction(event, trace[index + 1])
    case 'rows':
      return tellRows(event)
    case 'connections':
      return tellConnections(event, trace.slice(0, index))
    case 'wait':
      return event.reason === 'session' ? '' : null
    case 'transaction':
      // Twelve at a time, and every one of them only reads.
      return event.by === 'reporting' && event.state !== 'committed' ? '' : null
    case 'answer':
      return tellAnswer(event)
    default:
      return null
  }
}

function tellAction(
  { action, arguments: given }: TraceEventOf<'action'>,
  next: TraceEvent | undefined,
) {
  const order = orderIn(next)
  const user = given.user ?? ''
  switch (action) {
    case 'place-order':
      return `User ${user || 1} places order ${order}.`
    case 'open-profile':
      return `Somebody opens the profile of user ${user || 2}.`
    case 'print-label':
      return `The warehouse wants a label for order ${given.order ?? 1041}.`
    case 'deploy-users-v2':
      return 'The users team deploys version 2, which calls the column name full_name.'
    case 'run-report':
      return 'Finance asks for its report: twelve months at once, a connection for each.'
    case 'delete-user':
      return `User ${user || 1} asks to be deleted.`
    default:
      return null
  }
}

function orderIn(next: TraceEvent | undefined): string {
  const body = next?.kind === 'send' && next.payload.type === 'http' ? next.payload.body : null
  return body !== null && typeof body === 'object' && !Array.isArray(body) ? String(body.id) : ''
}

function tellRows({ node, changes }: TraceEventOf<'rows'>): string | null {
  const order = changeOf(changes, 'orders')
  if (order?.operation === 'insert' && order.after) {
    const { id, user_id: user, cents } = order.after
    return `${node} stored order ${id} of user ${user}: ${money(Number(cents))}.`
  }
  const label = changeOf(changes, 'labels')?.after
  if (label)
    return `${node} stored the label of order ${label.order_id}: ${label.name}, ${label.city}.`
  const user = changeOf(changes, 'users')
  if (user?.operation === 'delete') return tellDeletion(node, user.before, changes.length > 1)
  const tombstone = changeOf(changes, 'customers')?.after
  if (!tombstone) return null
  const orders = changes.filter(({ table }) => table === 'orders').map(({ key }) => key)
  const cleared = orders.length > 0 ? `, and cancels order ${listed(orders)} of theirs` : ''
  return `orders leaves a tombstone for user ${tombstone.id}${cleared}.`
}

function tellDeletion(node: string, user: Row | null, announced: boolean): string {
  const who = `${node} deleted user ${user?.id}, ${user?.full_name ?? user?.name}`
  return announced
    ? `${who}, and put the event into the outbox in the same transaction.`
    : `${who}.`
}

/** Once, when the report has what it wanted. */
function tellConnections(
  { node, most, held }: TraceEventOf<'connections'>,
  before: readonly TraceEvent[],
): string | null {
  const count = ofReport(held)
  const last = before.findLast((event) => event.kind === 'connections' && event.node === node)
  const counted = last?.kind === 'connections' ? ofReport(last.held) : 0
  if (count !== connectionsOfReport || counted === count) return null
  const taken = held.reduce((sum, service) => sum + service.count, 0)
  return `reporting holds ${count} connections of ${node}; ${taken} of ${most} are taken.`
}

function ofReport(held: TraceEventOf<'connections'>['held']): number {
  return held.find(({ by }) => by === 'reporting')?.count ?? 0
}

function tellAnswer({ action, node, outcome, status }: TraceEventOf<'answer'>): string | null {
  if (outcome !== 'answered' || status === null) return null
  const what = {
    'open-profile': 'the profile',
    'print-label': 'the label',
    'deploy-users-v2': 'the deploy',
    'run-report': 'the report',
    'delete-user': 'the deletion',
  }[action]
  if (!what) return status === 410 ? `${node} hears that this user has left: 410.` : null
  if (status === 409)
    return `${node} hears that this user still has orders: the foreign key refuses the deletion, 409.`
  return `${node} hears that ${what} ${status < 300 ? 'is done' : status < 500 ? 'was refused' : 'failed'}: ${status}.`
}
