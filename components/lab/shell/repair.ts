/** The reader's own code as the next step of a lab that is being repaired. Pure. */
import type { Edits } from '../edit/use-edits'

/** What the head and the dock of a lab need to know while its code is repaired. */
export interface Repair {
  /** To sweep the code is the next step. */
  next: boolean
}

export const sweepCodeLabel = 'Sweep your code'

/** There is changed code, it runs, and it is what is on the plate. */
export function isSweepNext(
  { changed, side, mistake, refusal }: Pick<Edits, 'changed' | 'side' | 'mistake' | 'refusal'>,
  pending: boolean,
): boolean {
  const runs = mistake === null && refusal === null && !pending
  return changed.length > 0 && side === 'yours' && runs
}
