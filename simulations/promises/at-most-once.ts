/** An effect happens at most once for each subject: rows of a table, counted by a column. Judged after every event. */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import { count } from './announcements'

export interface AtMostOnceOptions {
  id: string
  title: string
  database: string
  table: string
  /** Column that names the subject. */
  column: string
  /** What a row is: `payment`. */
  noun: string
  /** What the subject is: `order`. */
  subjectNoun: string
}

interface State {
  rows: ReadonlyMap<string, readonly { key: string; at: Microseconds }[]>
  repeated: string | null
}

export function atMostOneRow(options: AtMostOnceOptions): Invariant {
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'always',
    initial: { rows: new Map(), repeated: null },
    step(state, event) {
      if (event.kind !== 'rows' || event.node !== options.database) return state
      const inserted = event.changes.filter(
        (change) => change.table === options.table && change.operation === 'insert',
      )
      if (inserted.length === 0) return state
      const rows = new Map(state.rows)
      let { repeated } = state
      for (const change of inserted) {
        const subject = String(change.after?.[options.column])
        const all = [...(rows.get(subject) ?? []), { key: change.key, at: event.at }]
        rows.set(subject, all)
        if (all.length > 1) repeated ??= subject
      }
      return { rows, repeated }
    },
    judge(state) {
      const all = [...state.rows.values()].flat()
      const status = `${count(all.length, options.noun)} for ${count(state.rows.size, options.subjectNoun)}`
      if (state.repeated === null) return { holds: true, status, evidence: null }
      const rows = state.rows.get(state.repeated) ?? []
      const second = rows[1]
      return {
        holds: false,
        status,
        evidence: {
          text: `${options.noun === 'payment' ? 'Payments' : `${options.noun}s`} ${rows.map((row) => row.key).join(' and ')} ${rows.length > 2 ? 'all' : 'both'} charge ${options.subjectNoun} ${state.repeated}${second ? `, the second at ${formatMs(second.at)}` : ''}`,
          at: second?.at ?? 0,
          subject: state.repeated,
          targets: rows.map((row) => ({
            type: 'row',
            node: options.database,
            table: options.table,
            key: row.key,
            missing: false,
            text: 'charged twice',
          })),
        },
      }
    },
  })
}
