/** What every variant of the lab `saga` is held to, as folds over the commits of its databases. */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import type { Evidence, EvidenceTarget, Row, TraceEvent } from '../kernel/trace-event'
import { count } from '../promises/announcements'
import { money } from '../story/words'
import { anyDown, type DownNodes, stepDown } from '../promises/node-state'
import { noRows, rowsOf, type StoredRows, stepRows } from '../promises/stored-rows'

const orders = 'orders-db.orders'
const reservations = 'inventory-db.reservations'
const charges = 'provider-db.charges'
const parcels = 'shipping-db.parcels'
const stock = 'inventory-db.stock'

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
    const all = inState(rows, orders, 'cancelled')
    const cancelled = all.filter(([, order]) => order.paid_back !== true).map(([id]) => id)
    const byHand = all.length - cancelled.length
    const kept = inState(rows, charges, 'captured').filter(([, charge]) =>
      cancelled.includes(String(charge.order_id)),
    )
    const [first] = kept
    if (!first)
      return {
        holds: true,
        status: `${count(all.length, 'cancelled order')}${byHand > 0 ? `, ${byHand} paid back by hand` : ''}`,
        evidence: null,
      }
    const [key, charge] = first
    const id = String(charge.order_id)
    return {
      holds: false,
      status: `${id} is cancelled and paid`,
      evidence: wrong(
        id,
        at,
        `Order ${id} is cancelled, and ${money(Number(charge.cents))} was kept`,
        [row(orders, id, 'cancelled'), row(charges, key, 'never given back')],
      ),
    }
  },
})

interface Stock extends State {
  lost: { text: string; subject: string; at: Microseconds; targets: EvidenceTarget[] } | null
  moves: number
}

/**
 * On hand, held and shipped are constant together, always, and are what the reservations say; nothing is held for an order
 * that was cancelled, and nothing is put back that has left.
 */
export const stockIsConserved: Invariant = defineInvariant<Stock>({
  id: 'stock',
  title: 'Stock is conserved',
  kind: 'always',
  initial: { ...initial, lost: null, moves: 0 },
  step(state, event) {
    const { rows, down } = stepState(state, event, [orders, reservations, stock, parcels])
    if (rows === state.rows) return state
    const lost =
      state.lost ??
      lostUnits(event) ??
      miscounted(rows, event) ??
      heldForNobody(rows, event.at) ??
      putBackAfterItLeft(rows, event.at)
    const moves = state.moves + (rowsOf(rows, stock) === rowsOf(state.rows, stock) ? 0 : 1)
    return { rows, down, lost, moves }
  },
  judge({ lost, moves }) {
    if (!lost) return { holds: true, status: count(moves, 'movement'), evidence: null }
    return { holds: false, status: lost.text, evidence: lost }
  },
})

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
    targets: [row(stock, change.key, 'does not add up')],
  }
}

function units({ on_hand, held, shipped }: Row): number {
  return Number(on_hand) + Number(held) + Number(shipped)
}

/** What stands on the shelf's row against the rows of the orders that it counts. */
function miscounted(rows: StoredRows, event: TraceEvent): Stock['lost'] {
  if (event.kind !== 'rows' || event.node !== 'inventory-db') return null
  const skus = new Set([
    ...rowsOf(rows, stock).keys(),
    ...[...rowsOf(rows, reservations).values()].map(({ sku }) => String(sku)),
  ])
  for (const sku of skus) {
    // A row that never changed holds nothing and has shipped nothing.
    const counted = rowsOf(rows, stock).get(sku) ?? { held: 0, shipped: 0 }
    for (const [column, value] of [
      ['held', counted.held],
      ['shipped', counted.shipped],
    ] as const) {
      const of = inState(rows, reservations, column).filter(([, { sku: own }]) => own === sku)
      if (of.length === Number(value)) continue
      return {
        subject: sku,
        at: event.at,
        text: `${sku}: ${value} ${column}, and ${count(of.length, 'reservation')} ${of.length === 1 ? 'says' : 'say'} so`,
        targets: [
          row(stock, sku, 'counts otherwise'),
          ...of.map(([id]) => row(reservations, id, column)),
        ],
      }
    }
  }
  return null
}

function putBackAfterItLeft(rows: StoredRows, at: Microseconds): Stock['lost'] {
  const back = inState(rows, reservations, 'released').find(([id]) => hasLeft(rows, id))
  if (!back) return null
  const [id, { sku }] = back
  return {
    subject: id,
    at,
    text: `The ${sku} of order ${id} is back on the shelf since ${formatMs(at)}, and has left`,
    targets: [row(reservations, id, 'released'), row(parcels, id, 'has left')],
  }
}

/** A parcel that was cancelled before it was packed has a row too. */
function hasLeft(rows: StoredRows, order: string): boolean {
  const parcel = rowsOf(rows, parcels).get(order)
  return parcel !== undefined && parcel.state !== 'cancelled'
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

interface Ends extends State {
  /** Those of `orders-1` and `orders-2` that there are. */
  booted: ReadonlySet<string>
}

/** At quiet, each order is confirmed, cancelled, or waits for a person because a refund was refused. */
export const everySagaEnds: Invariant = defineInvariant<Ends>({
  id: 'saga-ends',
  title: 'Every saga ends',
  kind: 'eventually',
  initial: { ...initial, booted: new Set() },
  step(state, event) {
    const next = stepState(state, event, [orders, charges])
    const boots =
      event.kind === 'boot' && event.node.startsWith('orders-') && !state.booted.has(event.node)
    if (boots) return { ...next, booted: new Set(state.booted).add(event.node) }
    return next === state ? state : { ...next, booted: state.booted }
  },
  judge({ rows, down, booted }, at) {
    const all = [...rowsOf(rows, orders)]
    const disputed = new Set(
      [...rowsOf(rows, charges).values()]
        .filter((charge) => charge.card === 'disputed' && charge.state === 'captured')
        .map((charge) => String(charge.order_id)),
    )
    const open = all.filter(
      ([id, { state, paid_back }]) =>
        state === 'pending' || (state === 'parked' && (!disputed.has(id) || paid_back === true)),
    )
    const [first] = open
    if (!first) {
      const parked = inState(rows, orders, 'parked').length
      return {
        holds: true,
        status: endedWords(all.length, parked),
        evidence: null,
        waitsForPerson: parked > 0,
      }
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
    const orchestrators = [...booted]
      .filter((node) => node !== 'orders-db')
      .every((node) => down.has(node))
    return {
      holds: orchestrators || anyDown(down, needed) ? null : false,
      status: `${id} is ${order.state}`,
      evidence: wrong(id, at, `Order ${id} is ${order.state}, and nothing is under way`, [
        row(orders, id, 'will wait for ever'),
      ]),
    }
  },
})

/** `2 of 3 ended, 1 parked, waits for a person`. */
function endedWords(all: number, parked: number): string {
  const ended = all - parked
  if (parked === 0) return `${ended} of ${all} ended`
  const waits = `${parked} parked, ${parked === 1 ? 'waits' : 'wait'} for a person`
  return ended === 0 ? waits : `${ended} of ${all} ended, ${waits}`
}

interface Captured extends State {
  /** The order that was charged twice first, and when. */
  twice: { order: string; at: Microseconds } | null
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
    const taken = [...rowsOf(rows, charges)].filter(([, { state }]) => state !== 'refused')
    const status = count(taken.length, 'charge')
    // What has been charged since counts as well: the evidence says what stands there.
    const keys = taken.flatMap(([key, charge]) =>
      String(charge.order_id) === twice?.order ? key : [],
    )
    if (!twice) return { holds: true, status, evidence: null }
    return {
      holds: false,
      status,
      evidence: wrong(
        twice.order,
        twice.at,
        `Order ${twice.order} was charged ${keys.length} times`,
        keys.map((key) => row(charges, key, 'charged twice')),
      ),
    }
  },
})

function chargedTwice(rows: StoredRows, at: Microseconds): Captured['twice'] {
  const charged = new Set<string>()
  for (const charge of rowsOf(rows, charges).values()) {
    if (charge.state === 'refused') continue
    const order = String(charge.order_id)
    if (charged.has(order)) return { order, at }
    charged.add(order)
  }
  return null
}

interface Sent extends State {
  unpaid: { order: string; at: Microseconds; text: string; targets: EvidenceTarget[] } | null
}

/**
 * A parcel leaves when its order is paid for, and from then on neither its money goes back nor is its order cancelled:
 * nothing calls a parcel back.
 */
export const paidBeforeItLeaves: Invariant = defineInvariant<Sent>({
  id: 'paid-first',
  title: 'Nothing leaves that is not paid for',
  kind: 'always',
  initial: { ...initial, unpaid: null },
  step(state, event) {
    const next = stepState(state, event, [charges, parcels, orders])
    if (next === state) return state
    return { ...next, unpaid: state.unpaid ?? sentUnpaid(next.rows, event.at) }
  },
  judge({ rows, unpaid }) {
    const left = [...rowsOf(rows, parcels).keys()].filter((order) => hasLeft(rows, order))
    const status = count(left.length, 'parcel')
    if (!unpaid) return { holds: true, status, evidence: null }
    const { order, at, text, targets } = unpaid
    return {
      holds: false,
      status: `${order} left for nothing`,
      evidence: wrong(order, at, `The parcel of order ${order} left, and ${text}`, targets),
    }
  },
})

function sentUnpaid(rows: StoredRows, at: Microseconds): Sent['unpaid'] {
  for (const order of rowsOf(rows, parcels).keys()) {
    if (!hasLeft(rows, order)) continue
    const parcel = row(parcels, order, 'has left')
    if (rowsOf(rows, orders).get(order)?.state === 'cancelled')
      return {
        order,
        at,
        text: 'it is cancelled',
        targets: [parcel, row(orders, order, 'cancelled')],
      }
    const all = [...rowsOf(rows, charges)].filter(([, charge]) => String(charge.order_id) === order)
    if (all.some(([, { state }]) => state === 'captured')) continue
    const back = all.find(([, { state }]) => state === 'refunded')
    return back
      ? {
          order,
          at,
          text: 'its money went back',
          targets: [parcel, row(charges, back[0], 'refunded')],
        }
      : { order, at, text: 'nobody had paid for it', targets: [parcel] }
  }
  return null
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
