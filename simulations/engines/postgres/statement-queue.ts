/** Statements that have arrived at a database, in order: which may run now, and what the others wait for. */
import { mustWaitFor, transactionLabel, type Waiter } from './parked-locks'
import type { Session, StatementRequest } from './session'
import type { SharedSession } from './shared-session'
import type { Statement } from './statement'

export interface Waiting {
  request: StatementRequest
  /** `null` for COMMIT and ROLLBACK. */
  statement: Statement | null
  reason: 'session' | 'lock' | null
}

export interface Obstacle {
  reason: 'session' | 'lock'
  by: string
}

export interface QueueOwner {
  /** @returns what it has to wait for after all, `null` where it ran */
  execute(waiting: Waiting): Obstacle | null
  /** It waits now, or for something else than before. */
  noteWait(waiting: Waiting, obstacle: Obstacle): void
}

const stillLocked: Obstacle = { reason: 'lock', by: 'a locked row' }

export class StatementQueue {
  readonly #shared: SharedSession
  readonly #owner: QueueOwner
  #waiting: Waiting[] = []

  constructor(shared: SharedSession, owner: QueueOwner) {
    this.#shared = shared
    this.#owner = owner
  }

  push(request: StatementRequest, statement: Statement | null): void {
    this.#waiting.push({ request, statement, reason: null })
  }

  has(waiting: Waiting): boolean {
    return this.#waiting.includes(waiting)
  }

  /** Whether a statement of that connection is here. */
  serves(session: Session): boolean {
    return this.#waiting.some(({ request }) => request.session === session)
  }

  remove(gone: Waiting | Session): void {
    this.#waiting = this.#waiting.filter((one) => one !== gone && one.request.session !== gone)
  }

  /** Empties it; returns what was in it. */
  clear(): Waiting[] {
    return this.#waiting.splice(0)
  }

  /** Runs the first statement that can run. @returns whether there was one */
  runFirst(): boolean {
    return this.#runFirst(new Set())
  }

  /** @param yielded found a locked row, and have given up the session since: nothing has changed for them */
  #runFirst(yielded: ReadonlySet<Waiting>): boolean {
    const ahead: Waiter[] = []
    const blocked = new Set<Session>()
    for (const waiting of this.#waiting) {
      const { session } = waiting.request
      // A connection is served in order.
      if (blocked.has(session)) continue
      blocked.add(session)
      const obstacle = yielded.has(waiting)
        ? stillLocked
        : (this.#obstacle(waiting, ahead) ?? this.#owner.execute(waiting))
      if (!obstacle) {
        this.remove(waiting)
        return true
      }
      if (waiting.reason !== obstacle.reason) {
        waiting.reason = obstacle.reason
        this.#owner.noteWait(waiting, obstacle)
      }
      if (obstacle.reason === 'session' || !waiting.statement) continue
      ahead.push({ label: `a statement of ${session.client}`, modes: waiting.statement.modes })
      const { open } = this.#shared
      if (!open || open !== session.transaction) continue
      // Whoever it waits for needs the session to end.
      this.#shared.yield(open)
      return this.#runFirst(new Set([...yielded, waiting]))
    }
    return false
  }

  #obstacle({ request, statement }: Waiting, ahead: readonly Waiter[]): Obstacle | null {
    const { open } = this.#shared
    const own = request.session.transaction
    if (open && open !== own) return { reason: 'session', by: transactionLabel(open) }
    if (!statement || own?.failed) return null
    if (own?.state === 'parked' && own.resumable) this.#shared.takeBack(own)
    if (own?.state === 'parked') return null
    const again = own?.state === 'yielded' ? own.history.map((past) => past.statement) : []
    for (const one of [...again, statement]) {
      const by = mustWaitFor(one, this.#shared, ahead)
      if (by !== null) return { reason: 'lock', by }
    }
    return null
  }
}
