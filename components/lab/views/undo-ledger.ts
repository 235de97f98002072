/** What an instance of a machine has done, and what of it has to be undone: newest step first. */
import type { MachineStep } from '@/simulations/kernel/lab'
import type { MachineState } from '@/simulations/kernel/machine'
import { formatTenths } from '@/simulations/kernel/time'
import type { MachineRun, TakenTransition } from './machine-runs'

export interface LedgerLine {
  step: string
  did: string
  undo: string
  now: string
  /** `due`: has to be undone and is not yet. `flight`: its undoing is under way. */
  mark: 'idle' | 'flight' | 'due' | 'kept'
}

/**
 * @param states those of the machine: one without the state that undoes a step never undoes it, and a step from which no way
 *   leads back is after the pivot
 * @param standing `parked`: the machine waits for a person in the state that it is in
 */
export function undoLedger(
  run: MachineRun,
  steps: readonly MachineStep[],
  states: readonly MachineState[],
  { ended, parked }: { ended: boolean; parked: boolean },
): LedgerLine[] {
  return steps
    .map((step) => {
      const line = ledgerLine(step, run, ended, parked)
      const missing = step.undo && !states.some(({ id }) => id === step.undo?.state)
      if (missing) return { ...line, undo: `no ${step.undo?.name}` }
      const afterPivot = step.undo === null && onlyForward(step.state, states)
      return afterPivot && line.now === never ? { ...line, now: `after the pivot: ${never}` } : line
    })
    .reverse()
}

const never = 'cannot be undone'

/** No way leads from this state to one that undoes something, in a machine that has such states. */
function onlyForward(from: string, states: readonly MachineState[]): boolean {
  const undoing = (id: string) =>
    states.some((state) => state.id === id && state.tags.includes('compensating'))
  const reached = new Set([from])
  for (const id of reached) {
    const { transitions = [] } = states.find((state) => state.id === id) ?? {}
    for (const { target } of transitions) if (target !== null) reached.add(target)
  }
  return states.some(({ id }) => undoing(id)) && ![...reached].some(undoing)
}

function ledgerLine(
  step: MachineStep,
  run: MachineRun,
  ended: boolean,
  parked: boolean,
): LedgerLine {
  const heard = (event: string | null | undefined): TakenTransition | undefined =>
    event ? run.path.find((one) => one.event === event) : undefined
  const begun = run.path.some((one) => one.to === step.state)
  const done = heard(step.done)
  const refused = heard(step.refused)
  const undoing = step.undo && run.path.some((one) => one.to === step.undo?.state)
  const undone = heard(step.undo?.done)
  const line = { step: step.name, undo: step.undo?.name ?? 'none' }
  const did = done
    ? `done at ${formatTenths(done.at)}`
    : refused
      ? `refused at ${formatTenths(refused.at)}`
      : begun
        ? run.state === step.state
          ? `asked, try ${run.tries}`
          : 'asked, left before its answer'
        : 'never started'
  if (undone) return { ...line, did, now: `undone at ${formatTenths(undone.at)}`, mark: 'kept' }
  const byHand = heard(step.undo?.byHand?.event)
  if (step.undo?.byHand && byHand)
    return {
      ...line,
      did,
      now: `${step.undo.byHand.words} at ${formatTenths(byHand.at)}`,
      mark: 'kept',
    }
  if (undoing && parked) {
    const refusals = run.path.filter(({ event }) => event === step.undo?.refused)
    const last = refusals.at(-1)
    const now =
      last && refusals.length > 1
        ? `refused ${refusals.length} times, last at ${formatTenths(last.at)}: a person has to`
        : 'refused: a person has to'
    return { ...line, did, now, mark: 'due' }
  }
  if (undoing && run.state === step.undo?.state)
    return {
      ...line,
      did,
      undo: `${line.undo}, try ${run.tries}`,
      now: 'under way',
      mark: 'flight',
    }
  if (!step.undo)
    return {
      ...line,
      did,
      now: begun ? never : 'never asked for',
      mark: done ? 'kept' : 'idle',
    }
  if (refused)
    return { ...line, did, undo: 'nothing to undo', now: 'nothing was done', mark: 'idle' }
  if (!begun) return { ...line, did, undo: 'nothing to undo', now: 'never asked for', mark: 'idle' }
  if (ended) return { ...line, did, now: done ? 'stands' : 'unknown', mark: done ? 'kept' : 'due' }
  return {
    ...line,
    did,
    now: done ? 'stands so far' : 'not known yet',
    mark: done ? 'kept' : 'flight',
  }
}
