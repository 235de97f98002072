/** The commits of checkout's database, seen from one article, and which of them are one write of a saga. */
import type { RowChange, Row, TraceEvent } from '../kernel/trace-event'

export const database = 'checkout-db'

/** In these states an order has one unit. */
const holding: readonly unknown[] = ['taken', 'confirmed']

/** What an article's row says before and after a commit, in units. */
interface OnHand {
  before: number
  after: number
  /** The commit wrote this value, though it may have been the same before, and not only another column of the row. */
  written: boolean
}

/** One commit, seen from one article. */
export interface Commit {
  article: string
  /** `null` where the commit does not touch the article's row. */
  onHand: OnHand | null
  /** Units that orders took in it, less those that they gave back. */
  taken: number
  orders: RowChange[]
}

/** What one event committed, by article; none where it is no commit of checkout's database. */
export function commitsOf(event: TraceEvent): Commit[] {
  if (event.kind !== 'rows' || event.node !== database) return []
  const commits = new Map<string, Commit>()
  const commit = (article: unknown): Commit => {
    const name = String(article)
    const found = commits.get(name) ?? { article: name, onHand: null, taken: 0, orders: [] }
    commits.set(name, found)
    return found
  }
  for (const change of event.changes) {
    const { table, before, after } = change
    const row = after ?? before
    if (!row) continue
    if (table === 'stock' && before && after) {
      const one = commit(row.article)
      one.onHand = {
        before: one.onHand?.before ?? Number(before.on_hand),
        after: Number(after.on_hand),
        written: one.onHand?.written || wroteOnHand(before, after),
      }
    } else if (table === 'orders') {
      const one = commit(row.article)
      one.taken += units(after) - units(before)
      one.orders.push(change)
    }
  }
  return [...commits.values()]
}

function units(row: Row | null): number {
  return row && holding.includes(row.state) ? 1 : 0
}

function wroteOnHand(before: Row, after: Row): boolean {
  return (
    before.on_hand !== after.on_hand ||
    Object.keys(after).every((column) => before[column] === after[column])
  )
}

/** A saga's write: what an order took (or gave back, below zero), and what on hand did with it. */
export interface Write extends Taking {
  onHand: OnHand
}

interface Taking {
  key: string
  taken: number
}

interface Open {
  moved: readonly OnHand[]
  took: readonly Taking[]
}

/** By article: halves of writes that were committed without their other half. */
export type Halves = ReadonlyMap<string, Open>

export const noHalves: Halves = new Map()

/**
 * A write changes an order and the shelf. Most do so in one commit. Where code commits the two one after the other, the
 * second completes the write; until then nothing can be said of it. No row tells whose the shelf's half is: it goes to an
 * order that it fits, so that the halves of two sagas may alternate. Where it fits none, a change by one unit is left to
 * an order that is still to come, and any other is the write of an order that overwrote something.
 */
export function writeOf(halves: Halves, commit: Commit): { halves: Halves; write: Write | null } {
  const { article, onHand, taken } = commit
  const key = commit.orders.find(({ before, after }) => units(before) !== units(after))?.key
  const took = key !== undefined && taken !== 0 ? { key, taken } : null
  if (took && onHand) return { halves, write: { ...took, onHand } }

  const open = halves.get(article) ?? { moved: [], took: [] }
  const put = (next: Open) => new Map(halves).set(article, next)
  if (took) {
    const half = other(open.moved, (moved) => ({ ...took, onHand: moved }))
    if (!half) return { halves: put({ ...open, took: [...open.took, took] }), write: null }
    const moved = open.moved.filter((one) => one !== half)
    return { halves: put({ ...open, moved }), write: { ...took, onHand: half } }
  }
  // Beside an order that took nothing, a value that stays as it was is none that a saga worked out.
  const isHalf = onHand?.written && (commit.orders.length === 0 || change(onHand) !== 0)
  if (!isHalf) return { halves, write: null }
  const half = other(open.took, (taking) => ({ ...taking, onHand }))
  if (!half) return { halves: put({ ...open, moved: [...open.moved, onHand] }), write: null }
  const left = open.took.filter((one) => one !== half)
  return { halves: put({ ...open, took: left }), write: { ...half, onHand } }
}

function other<Half>(open: readonly Half[], joined: (half: Half) => Write): Half | undefined {
  return (
    open.find((half) => !overwrites(joined(half))) ??
    open.find((half) => Math.abs(change(joined(half).onHand)) !== 1)
  )
}

/** The row did not change by what the write took from it: what stood there was replaced, not changed. */
export function overwrites({ onHand, taken }: Write): boolean {
  return change(onHand) !== -taken
}

function change({ before, after }: OnHand): number {
  return after - before
}
