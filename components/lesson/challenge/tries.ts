/** What the reader has tried on this visit, each text once. Pure. */

export interface Try {
  /** Its schedule or its code, for telling one from another. */
  attempt: string
  /** Counts those of earlier visits too. */
  number: number
  /** Faults, or new lines. */
  cost: number
  /** Conditions that were not met, in the best of its runs. */
  left: number
}

const keptMost = 6

/** A try that was seen before and is seen again, or has been swept since, keeps its number. Latest last. */
export function triedOnce(before: readonly Try[], seen: Try): readonly Try[] {
  const known = before.find(({ attempt }) => attempt === seen.attempt)
  if (!known) return [...before, seen].slice(-keptMost)
  const { number } = known
  const left = Math.min(known.left, seen.left)
  return before.map((one) => (one === known ? { ...seen, number, left } : one))
}
