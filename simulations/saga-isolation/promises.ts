/**
 * The anomalies of sagas without isolation, as folds over the commits of one database, after Frank and Zahle (1998) and
 * Richardson, *Microservices Patterns* (2018), chapter 4. A commit says in its own rows what a saga read, took and gave
 * back, so that no promise looks at a statement.
 */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import type { Evidence, EvidenceTarget, Row, TraceEvent } from '../kernel/trace-event'
import { count } from '../promises/announcements'
import { anyDown, type DownNodes, stepDown } from '../promises/node-state'
import {
  type Commit,
  commitsOf,
  database,
  type Halves,
  noHalves,
  overwrites,
  type Write,
  writeOf,
} from './commits'

function order(key: string, text: string): EvidenceTarget {
  return { type: 'row', node: database, table: 'orders', key, missing: false, text }
}

function stock(key: string, text: string): EvidenceTarget {
  return { type: 'row', node: database, table: 'stock', key, missing: false, text }
}

interface Broken {
  broken: Evidence | null
  /** How often something was judged. */
  judged: number
}

interface Updates extends Broken {
  /** By article: the order whose saga wrote its row last. */
  writer: ReadonlyMap<string, string>
  halves: Halves
}

/**
 * **Lost update**: a saga writes a value that it worked out from an earlier read, and thereby replaces what another saga
 * has written since. Told by what it committed: one unit was taken (or given back), and the row is not one less (or one
 * more) than the one that it replaced. That the value comes out right by chance is no lost update: nothing is missing
 * from it.
 */
export const noUpdateIsLost: Invariant = defineInvariant<Updates>({
  id: 'lost-update',
  title: 'No update is lost',
  kind: 'always',
  initial: { broken: null, judged: 0, writer: new Map(), halves: noHalves },
  step(state, event) {
    let next = state
    for (const commit of commitsOf(event)) {
      const { article } = commit
      const { halves, write } = writeOf(next.halves, commit)
      next = { ...next, halves }
      if (!write) continue
      const other = next.writer.get(article)
      next = {
        ...next,
        judged: next.judged + 1,
        writer: new Map(next.writer).set(article, write.key),
        broken:
          next.broken ?? (overwrites(write) ? lostEvidence(write, other, article, event.at) : null),
      }
    }
    return next
  },
  judge: ({ broken, judged }) => verdict(broken, count(judged, 'write')),
})

function lostEvidence(
  { key, taken, onHand }: Write,
  other: string | undefined,
  article: string,
  at: Microseconds,
): Evidence {
  const over = other && other !== key ? `: it overwrote what ${other} had written` : ''
  return {
    subject: key,
    at,
    text: `Order ${key} ${taken > 0 ? 'took one' : 'gave one back'}, and on hand went from ${onHand.before} to ${onHand.after}${over}`,
    targets: [stock(article, 'overwritten'), order(key, 'wrote what it had worked out')],
  }
}

interface Reads extends Broken {
  /** By article: orders whose taken unit is in the row's value, and whose saga is not over. */
  within: ReadonlyMap<string, ReadonlySet<string>>
  /** What was read while another saga was not over. */
  dirty: readonly { reader: string; of: string; at: Microseconds; value: number; state: string }[]
  halves: Halves
}

/**
 * **Dirty read**: a saga reads, and acts on, a value that another saga has written before that one is over, and which that
 * one then takes back. A saga acts on a read by what it writes into its order: it goes on, turns the customer away, or
 * prints a slip. Known at the moment of the compensation, and dated with it.
 */
export const nobodyActsOnADirtyRead: Invariant = defineInvariant<Reads>({
  id: 'dirty-read',
  title: 'Nobody acts on a dirty read',
  kind: 'always',
  initial: { broken: null, judged: 0, within: new Map(), dirty: [], halves: noHalves },
  step(state, event) {
    let next = state
    for (const commit of commitsOf(event)) next = stepReads(next, commit, event.at)
    return next
  },
  judge: ({ broken, judged }) => verdict(broken, count(judged, 'read')),
})

function stepReads(state: Reads, commit: Commit, at: Microseconds): Reads {
  const { article } = commit
  let { broken, judged, dirty } = state
  const before = state.within.get(article) ?? nobody
  const { halves, write } = writeOf(state.halves, commit)
  // Nothing of the others is in a value that was written over theirs.
  const replaced = write !== null && overwrites(write)
  const within = new Set([...before].filter((key) => !replaced || key === write.key))
  for (const { key, before: was, after } of commit.orders) {
    const value = readIn(was, after)
    if (value !== null) {
      judged += 1
      const others = [...before].filter((other) => other !== key)
      const read = { reader: key, at, value, state: String(after?.state) }
      dirty = [...dirty, ...others.map((of) => ({ ...read, of }))]
    }
    if (after?.state === 'taken') within.add(key)
    else within.delete(key)
    if (after?.state !== 'put back') continue
    const misled = dirty.find(({ of }) => of === key)
    broken ??= misled ? dirtyEvidence(misled, article, at) : null
  }
  return { broken, judged, dirty, within: new Map(state.within).set(article, within), halves }
}

function dirtyEvidence(
  { reader, of, at: readAt, value, state }: Reads['dirty'][number],
  article: string,
  at: Microseconds,
): Evidence {
  const acted = state === 'sold out' ? 'was turned away' : 'went on'
  return {
    subject: reader,
    at,
    text: `Order ${reader} read ${value} at ${formatMs(readAt)} and ${acted}; order ${of} took that back at ${formatMs(at)}`,
    targets: [
      order(reader, `acted on ${value}`),
      order(of, 'put back'),
      stock(article, 'taken back'),
    ],
  }
}

/** What an order's row says that it read in this commit; `null` where it read nothing. */
function readIn(before: Row | null, after: Row | null): number | null {
  if (!after) return null
  if (after.remaining !== null && after.remaining !== before?.remaining)
    return Number(after.remaining)
  if (after.seen !== null && after.seen !== before?.seen) return Number(after.seen)
  return null
}

/**
 * **Fuzzy (nonrepeatable) read**: one saga reads the same value twice, another saga changes it in between, and the first
 * goes on as if it had not. Each order reads what is on hand when it begins and again for its picking slip; the two may
 * differ by the one unit that it took itself. One that begins again with the new value has noticed, and one that never
 * reads a second time has nothing to compare.
 */
export const twoReadsAgree: Invariant = defineInvariant<Broken>({
  id: 'fuzzy-read',
  title: 'Two reads of one saga agree',
  kind: 'always',
  initial: { broken: null, judged: 0 },
  step(state, event) {
    let next = state
    for (const { article, orders } of commitsOf(event)) {
      for (const { key, before, after } of orders) {
        if (after?.state !== 'confirmed' || before?.state === 'confirmed') continue
        const { seen, remaining } = after
        if (typeof seen !== 'number' || typeof remaining !== 'number') continue
        const differ = remaining !== seen - 1
        next = {
          judged: next.judged + 1,
          broken:
            next.broken ??
            (differ
              ? {
                  subject: key,
                  at: event.at,
                  text: `Order ${key} read ${seen}, took one, and read ${remaining}`,
                  targets: [order(key, 'two answers'), stock(article, 'changed in between')],
                }
              : null),
        }
      }
    }
    return next
  },
  judge: ({ broken, judged }) => verdict(broken, count(judged, 'slip')),
})

const nobody: ReadonlySet<string> = new Set()

function verdict(broken: Evidence | null, status: string) {
  return { holds: broken === null, status, evidence: broken }
}

const operations = ['read', 'write', 'charge'] as const

/** How many of its operations an order in this state has behind it. */
const done: Readonly<Record<string, number>> = { read: 1, taken: 2, ordered: 2 }

interface Late {
  /** Requests under way, by message. */
  asked: ReadonlyMap<number, { order: string; operation: string }>
  /** By order: its operations that came to checkout and were answered, whatever the answer, and when they first were. */
  answered: ReadonlyMap<string, ReadonlyMap<string, Microseconds>>
  /** By order: its row's state. */
  states: ReadonlyMap<string, string>
  down: DownNodes
}

/**
 * At quiet, no operation of an order was dropped because it came before its turn: one that was answered has taken effect
 * where all before it have, whether or not their answers arrived. One that checkout failed at is not owed: whoever asked
 * was told so. Nor is any owed yet while checkout or its database is down.
 */
export const lateOperationsTakeEffect: Invariant = defineInvariant<Late>({
  id: 'late-operations',
  title: 'Operations take effect in their order',
  kind: 'eventually',
  initial: { asked: new Map(), answered: new Map(), states: new Map(), down: new Set() },
  step: stepLate,
  judge({ answered, states, down }) {
    let judged = 0
    for (const [id, all] of answered) {
      judged += all.size
      const state = states.get(id)
      const reached = state === undefined ? 0 : (done[state] ?? operations.length)
      const dropped = operations[reached]
      const at = dropped && all.get(dropped)
      if (at === undefined) continue
      return {
        holds: anyDown(down, ['checkout', database]) ? null : false,
        status: `the ${dropped} of ${id} came and changed nothing`,
        evidence: {
          subject: id,
          at,
          text: `The ${dropped} of order ${id} was answered at ${formatMs(at)}, and never took effect`,
          targets: [order(id, `its ${dropped} never took effect`)],
        },
      }
    }
    return { holds: true, status: count(judged, 'operation'), evidence: null }
  },
})

function stepLate(state: Late, event: TraceEvent): Late {
  if (event.kind === 'send' && event.to === 'checkout' && event.payload.type === 'http') {
    const [, id, operation] = /^\/orders\/(\d+)\/(\w+)$/.exec(event.payload.path) ?? []
    if (!id || !operation) return state
    return { ...state, asked: new Map(state.asked).set(event.message, { order: id, operation }) }
  }
  if (event.kind === 'send' && event.replyTo !== null && event.payload.type === 'http-reply') {
    const asked = state.asked.get(event.replyTo)
    if (!asked || event.payload.status >= 500) return state
    const all = state.answered.get(asked.order)
    if (all?.has(asked.operation)) return state
    const answered = new Map(all).set(asked.operation, event.at)
    return { ...state, answered: new Map(state.answered).set(asked.order, answered) }
  }
  if (event.kind === 'rows' && event.node === database) {
    let { states } = state
    for (const { table, key, after } of event.changes) {
      if (table === 'orders' && after) states = new Map(states).set(key, String(after.state))
    }
    return states === state.states ? state : { ...state, states }
  }
  const down = stepDown(state.down, event)
  return down === state.down ? state : { ...state, down }
}

interface Routed extends Broken {
  /** In cents; `null` where this shop has no such rule. */
  limit: number | null
}

/** Where the shop has a limit, no order above it takes a unit before it is paid: it never stands half done in a row. */
export const largeOrdersAreNoSagas: Invariant = defineInvariant<Routed>({
  id: 'large-orders',
  title: 'No order above the limit uses the saga',
  kind: 'always',
  initial: { broken: null, judged: 0, limit: null },
  step(state, event) {
    if (event.kind === 'boot' && event.node === database) {
      const rule = event.rows?.find(({ table }) => table === 'rules')
      return rule ? { ...state, limit: Number(rule.row.limit_cents) } : state
    }
    const { limit } = state
    if (limit === null) return state
    let next = state
    for (const { orders } of commitsOf(event)) {
      for (const { before, after } of orders) {
        if (!after || before || Number(after.cents) <= limit) continue
        next = { ...next, judged: next.judged + 1 }
      }
      const half = orders.find(
        ({ after }) => after?.state === 'taken' && Number(after.cents) > limit,
      )
      if (half && !next.broken)
        next = {
          ...next,
          broken: {
            subject: half.key,
            at: event.at,
            text: `Order ${half.key} is above the limit, and took a unit that is not paid`,
            targets: [order(half.key, 'left to a saga')],
          },
        }
    }
    return next
  },
  judge: ({ broken, judged, limit }) =>
    verdict(broken, limit === null ? 'no limit in this shop' : `${judged} above the limit`),
})
