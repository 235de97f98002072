/** What one run of a campaign says about the promises of its variant, worst first. */
import type { VariantDefinition } from '@/simulations/kernel/lab'
import type { CampaignRun, CampaignViolation } from '@/simulations/runner/campaign-run'
import type { Tried } from './campaign-state'

export type RunMark =
  | 'waiting'
  | 'kept'
  | 'broken'
  /** Broken was only what the variant says nothing about. */
  | 'not-promised'
  /** A node that matters never returned. */
  | 'unjudged'
  /** The run itself could not be finished. */
  | 'stopped'

/** As the promises of a run on the page: what a variant says it breaks is a promise that is broken there. */
export type Vows = Pick<VariantDefinition, 'promises' | 'breaks'>

export function markOf(tried: Tried | null, vows: Vows): RunMark {
  if (!tried) return 'waiting'
  if (tried.kind === 'stopped') return 'stopped'
  const worst = worstOf(tried.run, vows)
  if (worst) return isVowed(worst.invariant, vows) ? 'broken' : 'not-promised'
  return tried.run.unjudged.some((id) => isVowed(id, vows)) ? 'unjudged' : 'kept'
}

/** The violation that a reader should see first; `null` where nothing was violated. */
export function worstOf(run: CampaignRun, vows: Vows): CampaignViolation | null {
  const vowed = run.violations.find(({ invariant }) => isVowed(invariant, vows))
  return vowed ?? run.violations[0] ?? null
}

/** The run that is shrunk: the first that broke a promise, else the first that violated anything. */
export function firstFailure(results: readonly (Tried | null)[], vows: Vows): number | null {
  const marks = results.map((tried) => markOf(tried, vows))
  const broken = marks.indexOf('broken')
  const found = broken === -1 ? marks.indexOf('not-promised') : broken
  return found === -1 ? null : found
}

export function isVowed(invariant: string, { promises, breaks }: Vows): boolean {
  return promises.includes(invariant) || breaks.includes(invariant)
}
