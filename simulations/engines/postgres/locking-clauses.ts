/** The locking clauses of a SELECT (`FOR UPDATE OF t NOWAIT`), and how to make one ask instead of wait. */
import type { SqlToken } from './sql-text'

export interface LockingClause {
  /** What it does about a row that is locked. */
  wait: 'wait' | 'nowait' | 'skip'
  /** Where NOWAIT would stand. */
  end: number
  /** Open parentheses around it. */
  depth: number
}

const strengths = [['update'], ['no', 'key', 'update'], ['share'], ['key', 'share']]

export function lockingClauses(tokens: readonly SqlToken[]): LockingClause[] {
  const clauses: LockingClause[] = []
  const word = (index: number) => (tokens[index]?.kind === 'word' ? tokens[index].value : '')
  tokens.forEach((token, index) => {
    if (word(index) !== 'for') return
    const strength = strengths.find((words) =>
      words.every((expected, offset) => word(index + 1 + offset) === expected),
    )
    if (!strength) return
    let next = index + 1 + strength.length
    if (word(next) === 'of') next = afterNames(tokens, next + 1)
    const wait = word(next) === 'nowait' ? 'nowait' : word(next) === 'skip' ? 'skip' : 'wait'
    clauses.push({ wait, end: tokens[next - 1]?.end ?? token.end, depth: token.depth })
  })
  return clauses
}

/** Past a list of names such as `orders, public.stock`. */
function afterNames(tokens: readonly SqlToken[], start: number): number {
  let index = start + 1
  while (tokens[index]?.value === '.' || tokens[index]?.value === ',') index += 2
  return index
}

/** The same SELECT with NOWAIT in the clause that would wait. */
export function withNowait(text: string, clause: LockingClause): string {
  return `${text.slice(0, clause.end)} nowait${text.slice(clause.end)}`
}
