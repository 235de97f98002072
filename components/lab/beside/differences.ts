/** Where two runs of one schedule part, and all that differs from there on. Pure. */
import { diffArrays } from 'diff'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { StoryItem } from '@/simulations/story/story'
import { type Happening, happeningsOf } from './happenings'

export interface ToldRun {
  trace: readonly TraceEvent[]
  story: readonly StoryItem[]
}

/** What one run did and the other did not, or did otherwise. */
export interface Difference {
  /** When the earlier of the two happened. */
  at: Microseconds
  /** `null`: nothing of the kind. */
  one: Happening | null
  other: Happening | null
}

export interface Differences {
  /** `null` where both runs did the same from start to end. */
  first: Difference | null
  /** In order, the first one included. */
  all: readonly Difference[]
  /** Steps of both together; what both did counts once. */
  steps: number
}

/**
 * Two runs are the same for as long as every node has done the same things in the same order. They part at the first
 * thing that some node of one run did and the same node of the other did not do next. Requests count here, so the
 * runs part where the code first acts otherwise, not where that has an effect. From there on steps of the story are
 * listed: of each node, what only one run has, and what both have with another meaning.
 */
export function compareRuns(one: ToldRun, other: ToldRun, lab: LabDefinition): Differences {
  const ofOne = byNode(happeningsOf(one.trace, one.story, lab))
  const ofOther = byNode(happeningsOf(other.trace, other.story, lab))
  const nodes = [...new Set([...ofOne.keys(), ...ofOther.keys()])]
  const partings = nodes.flatMap((node) => parting(ofOne.get(node) ?? [], ofOther.get(node) ?? []))
  const first = partings.sort(inOrder)[0] ?? null
  const compared = nodes.map((node) => told(ofOne.get(node) ?? [], ofOther.get(node) ?? []))
  const paired = compared.flatMap(({ differences }) => differences)
  const listed = untangled(paired)
  const isListed = listed.some(({ at }) => at === first?.at)
  return {
    first,
    all: first === null || isListed ? listed : [first, ...listed],
    steps:
      compared.reduce((sum, { steps }) => sum + steps, 0) +
      (listed.length - paired.length) +
      Number(!isListed && first !== null),
  }
}

/** In order for each of the two runs: what stands in place of another thing at a much later moment stands by itself. */
function untangled(differences: readonly Difference[]): Difference[] {
  const listed = [...differences].sort(inOrder)
  const tangled = listed.findIndex((pair, place) => {
    if (!pair.one || !pair.other) return false
    return listed.slice(place + 1).some((later) => isBefore(later, pair))
  })
  const pair = listed[tangled]
  if (!pair) return listed
  return untangled([
    ...listed.filter((one) => one !== pair),
    differenceOf(pair.one, null),
    differenceOf(null, pair.other),
  ])
}

/** What one of the runs did here, it did before what it did there. */
function isBefore(here: Difference, there: Difference): boolean {
  return (
    (here.one?.at ?? Infinity) < (there.one?.at ?? 0) ||
    (here.other?.at ?? Infinity) < (there.other?.at ?? 0)
  )
}

function byNode(happenings: readonly Happening[]): Map<string, Happening[]> {
  const nodes = new Map<string, Happening[]>()
  for (const happening of happenings)
    nodes.set(happening.node, [...(nodes.get(happening.node) ?? []), happening])
  return nodes
}

/** What each did next where the two first differ. */
function parting(one: readonly Happening[], other: readonly Happening[]): Difference[] {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const [mine, its] = [one[index] ?? null, other[index] ?? null]
    if (mine && its && mine.slot === its.slot && mine.meaning === its.meaning) continue
    return [differenceOf(mine, its)]
  }
  return []
}

function told(
  one: readonly Happening[],
  other: readonly Happening[],
): { differences: Difference[]; steps: number } {
  const mine = one.filter((happening) => happening.told)
  const its = other.filter((happening) => happening.told)
  const differences: Difference[] = []
  let [left, right, steps] = [0, 0, 0]
  let [only, onlyOther]: [Happening[], Happening[]] = [[], []]
  const flush = () => {
    const pairs = paired(only, onlyOther)
    differences.push(...pairs)
    steps += pairs.length
    only = []
    onlyOther = []
  }
  const parts = diffArrays(mine, its, { comparator: (a, b) => a.slot === b.slot })
  for (const part of parts) {
    const { length } = part.value
    if (part.removed) only.push(...mine.slice(left, left + length))
    else if (part.added) onlyOther.push(...its.slice(right, right + length))
    else {
      flush()
      for (let index = 0; index < length; index++) {
        const [a, b] = [mine[left + index], its[right + index]]
        if (a && b && a.meaning !== b.meaning) differences.push(differenceOf(a, b))
      }
      steps += length
    }
    if (!part.added) left += length
    if (!part.removed) right += length
  }
  flush()
  return { differences, steps }
}

/** Of what stands at one place of the order, things of one kind stand in place of each other. */
function paired(one: readonly Happening[], other: readonly Happening[]): Difference[] {
  const left = [...other]
  const pairs = one.map((mine) => {
    const found = left.findIndex(({ kind }) => kind === mine.kind)
    const [its = null] = found === -1 ? [] : left.splice(found, 1)
    return differenceOf(mine, its)
  })
  return [...pairs, ...left.map((its) => differenceOf(null, its))]
}

function differenceOf(one: Happening | null, other: Happening | null): Difference {
  return { at: Math.min(one?.at ?? Infinity, other?.at ?? Infinity), one, other }
}

function inOrder(a: Difference, b: Difference): number {
  return a.at - b.at || orderOf(a) - orderOf(b)
}

function orderOf({ one, other }: Difference): number {
  return Math.min(one?.index ?? Infinity, other?.index ?? Infinity)
}
