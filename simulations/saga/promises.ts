/** What every variant of the lab `saga` is held to, as folds over the commits of its databases. */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import type { Evidence, EvidenceTarget, Row, TraceEvent } from '../kernel/trace-event'
import { count } from '../promises/announcements'
import { anyDown, type DownNodes, stepDown } from '../promises/node-state'
import { noRows, rowsOf, type StoredRows, stepRows } from '../promises/stored-rows'

const orders = 'orders-db.orders'
const reservations = 'inventory-db.reservations'
const charges = 'provider-db.charges'
const parcels = 'shipping-db.parcels'

interface State {
  rows: StoredRows
  down: DownNodes
}

const initial: State = { rows: noRows, down: new Set() }

function stepState(state: State, event: TraceEvent, tables: readonly string[]): State {
  const rows = stepRows(state.rows, event, tables)
  const down = stepDown(state.down, event)
  return rows === state.rows && down === state.down ? state : { rows, down }
}

function row(name: string, key: string, text: string): EvidenceTarget {
  const [node = '', table = ''] = name.split('.')
  return { type: 'row', node, table, key, missing: false, text }
}

function wrong(
  subject: string,
  at: Microseconds,
  text: string,
  targets: EvidenceTarget[],
): Evidence {
  return { subject, at, text, targets }
}

function inState(rows: StoredRows, table: string, state: string): [string, Row][] {
  return [...rowsOf(rows, table)].filter(([, row]) => row.state === state)
}

/** At quiet, of each cancelled order what was captured has been given back. */
export const nobodyPaysForNothing: Invariant = defineInvariant<State>({
  id: 'no-payment-kept',
  title: 'No customer pays for a cancelled order',
  kind: 'eventually',
  initial,
  step: (state, event) => stepState(state, event, [orders, charges]),
  judge({ rows }, at) {
    const cancelled = inState(rows, orders, 'cancelled')
      .filter(([, order]) => order.paid_back !== true)
      .map(([id]) => id)
    const kept = inState(rows, charges, 'captured').filter(([, charge]) =>
      cancelled.includes(String(charge.order_id)),
    )
    const [first] = kept
    if (!first)
      return { holds: true, status: count(cancelled.length, 'cancelled order'), evidence: null }
    const [key, charge] = first
    const id = String(charge.order_id)
    return {
      holds: false,
      status: `${id} is cancelled and paid`,
      evidence: wrong(id, at, `Order ${id} is cancelled, and ${charge.cents} cents were kept`, [
        row(orders, id, 'cancelled'),
        row(charges, key, 'never given back'),
      ]),
    }
  },
})

interface Stock extends State {
  lost: { text: string; subject: string; at: Microseconds; targets: EvidenceTarget[] } | null
  moves: number
}

/** On hand, held and shipped are constant together, always; and nothing is held for an order that was cancelled. */
export const stockIsConserved: Invariant = defineInvariant<Stock>({
  id: 'stock',
  title: 'Stock is conserved',
  kind: 'always',
  initial: { ...initial, lost: null, moves: 0 },
  step(state, event) {
    const { rows, down } = stepState(state, event, [orders, reservations])
    if (rows === state.rows && !touches(event, 'inventory-db', 'stock')) return state
    const lost = state.lost ?? lostUnits(event) ?? heldForNobody(rows, event.at)
    const moves = state.moves + (touches(event, 'inventory-db', 'stock') ? 1 : 0)
    return { rows, down, lost, moves }
  },
  judge({ lost, moves }) {
    if (!lost) return { holds: true, status: count(moves, 'movement'), evidence: null }
    return { holds: false, status: lost.text, evidence: lost }
  },
})

function touches(event: TraceEvent, node: string, table: string): boolean {
  return (
    event.kind === 'rows' &&
    event.node === node &&
    event.changes.some((change) => change.table === table)
  )
}

function lostUnits(event: TraceEvent): Stock['lost'] {
  if (event.kind !== 'rows' || event.node !== 'inventory-db') return null
  const change = event.changes.find(
    ({ table, before, after }) =>
      table === 'stock' && before && units(before) !== (after ? units(after) : 0),
  )
  if (!change?.before) return null
  return {
    subject: change.key,
    at: event.at,
    text: `${change.key}: ${units(change.before)} became ${change.after ? units(change.after) : 0}`,
    targets: [row('inventory-db.stock', change.key, 'does not add up')],
  }
}

function units({ on_hand, held, shipped }: Row): number {
  return Number(on_hand) + Number(held) + Number(shipped)
}

function heldForNobody(rows: StoredRows, at: Microseconds): Stock['lost'] {
  const cancelled = new Set(inState(rows, orders, 'cancelled').map(([id]) => id))
  const held = inState(rows, reservations, 'held').find(([id]) => cancelled.has(id))
  if (!held) return null
  const [id, { sku }] = held
  return {
    subject: id,
    at,
    text: `A ${sku} is held for order ${id}, which is cancelled, since ${formatMs(at)}`,
    targets: [row(orders, id, 'cancelled'), row(reservations, id, 'held for nobody')],
  }
}

/** At quiet, each order is confirmed, cancelled, or waits for a person because a refund was refused. */
export const everySagaEnds: Invariant = defineInvariant<State>({
  id: 'saga-ends',
  title: 'Every saga ends',
  kind: 'eventually',
  initial,
  step: (state, event) => stepState(state, event, [orders, charges]),
  judge({ rows, down }, at) {
    const all = [...rowsOf(rows, orders)]
    const disputed = new Set(
      [...rowsOf(rows, charges).values()]
        .filter((charge) => charge.card === 'disputed' && charge.state === 'captured')
        .map((charge) => String(charge.order_id)),
    )
    const open = all.filter(
      ([id, order]) => order.state === 'pending' || (order.state === 'parked' && !disputed.has(id)),
    )
    const [first] = open
    if (!first)
      return {
        holds: true,
        status: `${all.length - open.length} of ${all.length} ended`,
        evidence: null,
      }
    const [id, order] = first
    const needed = [
      'orders-db',
      'inventory',
      'inventory-db',
      'payments',
      'payments-db',
      'shipping',
      'shipping-db',
      'broker',
    ]
    const orchestrators = ['orders-1', 'orders-2'].every((node) => down.has(node))
    return {
      holds: orchestrators || anyDown(down, needed) ? null : false,
      status: `${id} is ${order.state}`,
      evidence: wrong(id, at, `Order ${id} is ${order.state}, and nothing is under way`, [
        row(orders, id, 'will wait for ever'),
      ]),
    }
  },
})

interface Captured extends State {
  twice: { order: string; keys: string[]; at: Microseconds } | null
}

/** The provider has captured at most one charge for each order. */
export const chargedAtMostOnce: Invariant = defineInvariant<Captured>({
  id: 'charged-once',
  title: 'Charged at most once',
  kind: 'always',
  initial: { ...initial, twice: null },
  step(state, event) {
    const next = stepState(state, event, [charges])
    return next === state
      ? state
      : { ...next, twice: state.twice ?? chargedTwice(next.rows, event.at) }
  },
  judge({ rows, twice }) {
    const taken = [...rowsOf(rows, charges).values()].filter(({ state }) => state !== 'refused')
    const status = count(taken.length, 'charge')
    if (!twice) return { holds: true, status, evidence: null }
    return {
      holds: false,
      status,
      evidence: wrong(
        twice.order,
        twice.at,
        `Order ${twice.order} was charged ${twice.keys.length} times`,
        twice.keys.map((key) => row(charges, key, 'charged twice')),
      ),
    }
  },
})

function chargedTwice(rows: StoredRows, at: Microseconds): Captured['twice'] {
  const keys = new Map<string, string[]>()
  for (const [key, charge] of rowsOf(rows, charges)) {
    if (charge.state === 'refused') continue
    const order = String(charge.order_id)
    keys.set(order, [...(keys.get(order) ?? []), key])
  }
  const twice = [...keys].find(([, all]) => all.length > 1)
  return twice ? { order: twice[0], keys: twice[1], at } : null
}

interface Sent extends State {
  unpaid: { order: string; at: Microseconds } | null
}

/** No parcel leaves before the provider has captured a charge for its order: nothing calls a parcel back. */
export const paidBeforeItLeaves: Invariant = defineInvariant<Sent>({
  id: 'paid-first',
  title: 'Nothing is sent before it is paid for',
  kind: 'always',
  initial: { ...initial, unpaid: null },
  step(state, event) {
    const next = stepState(state, event, [charges, parcels])
    if (next === state) return state
    return { ...next, unpaid: state.unpaid ?? sentUnpaid(next.rows, event) }
  },
  judge({ rows, unpaid }) {
    const status = count(rowsOf(rows, parcels).size, 'parcel')
    if (!unpaid) return { holds: true, status, evidence: null }
    const { order, at } = unpaid
    return {
      holds: false,
      status: `${order} left unpaid`,
      evidence: wrong(order, at, `The parcel of order ${order} left, and nobody had paid for it`, [
        row(parcels, order, 'not paid for'),
      ]),
    }
  },
})

function sentUnpaid(rows: StoredRows, event: TraceEvent): Sent['unpaid'] {
  if (event.kind !== 'rows' || event.node !== 'shipping-db') return null
  const paid = new Set(inState(rows, charges, 'captured').map(([, { order_id }]) => `${order_id}`))
  const parcel = event.changes.find(
    ({ table, operation, key }) => table === 'parcels' && operation === 'insert' && !paid.has(key),
  )
  return parcel ? { order: parcel.key, at: event.at } : null
}

interface Undone {
  released: ReadonlyMap<string, Microseconds>
  late: { order: string; at: Microseconds } | null
}

/** Once inventory has said that an order's stock is released, none is ever held for it again. */
export const lateStepsChangeNothing: Invariant = defineInvariant<Undone>({
  id: 'late-step',
  title: 'No late step after its compensation',
  kind: 'always',
  initial: { released: new Map(), late: null },
  step(state, event) {
    if (event.kind !== 'rows' || event.node !== 'inventory-db') return state
    let { released, late } = state
    for (const { table, key, after } of event.changes) {
      if (table === 'reservations' && after?.state === 'held' && released.has(key))
        late ??= { order: key, at: event.at }
    }
    for (const { table, operation, after } of event.changes) {
      if (table === 'outbox' && operation === 'insert' && after?.type === 'StockReleased')
        released = new Map(released).set(String(after.aggregateid), event.at)
    }
    return released === state.released && late === state.late ? state : { released, late }
  },
  judge({ released, late }) {
    const status = count(released.size, 'release')
    if (!late) return { holds: true, status, evidence: null }
    const since = released.get(late.order)
    return {
      holds: false,
      status: `${late.order} is held again`,
      evidence: wrong(
        late.order,
        late.at,
        `Order ${late.order} was released${since === undefined ? '' : ` at ${formatMs(since)}`} and is held again since ${formatMs(late.at)}`,
        [row(reservations, late.order, 'held after its release')],
      ),
    }
  },
})
