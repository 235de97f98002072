/** What is said of a campaign, in the words of the page. Pure. */
import type { LabDefinition, VariantDefinition } from '@/simulations/kernel/lab'
import { formatMs, millisecond } from '@/simulations/kernel/time'
import type { CampaignRun } from '@/simulations/runner/campaign-run'
import { printItem } from '@/simulations/schedule/print-schedule'
import type { FaultItem } from '@/simulations/schedule/schedule'
import { type CampaignState, schedulesPerSecond, type Tried } from './campaign-state'
import { isVowed, markOf, type RunMark, type Vows, worstOf } from './run-mark'

type Titles = Pick<LabDefinition, 'invariants'>

/** A fault as a headline: `crash after orders.ts:15, second time`. */
export function faultWords(fault: FaultItem): string {
  if (fault.kind === 'cut') {
    const { link, from, to } = fault
    const end = to === null ? 'until the heal' : `for ${formatLength(to - from)}`
    return `cut ${link.from} ${link.both ? '↔' : '→'} ${link.to} at ${formatMs(from)}, ${end}`
  }
  if (fault.kind !== 'crash') return printItem(fault)
  const { node, moment, restart } = fault
  const down = restart.kind === 'after' ? `, down for ${formatLength(restart.delayUs)}` : ''
  if (moment.kind === 'time') return `crash ${node} at ${formatMs(moment.at)}${down}`
  const { place, nth, when } = moment
  const where = 'line' in place ? `${place.file}:${place.line}` : `${place.file}:"${place.label}"`
  return `crash ${when} ${where}${nth === 1 ? '' : `, ${ordinal(nth)} time`}${down}`
}

/** What a run came to: `broken: Every committed order is announced`. */
export function resultWords(tried: Tried | null, vows: Vows, { invariants }: Titles): string {
  const mark = markOf(tried, vows)
  if (!tried || mark === 'waiting') return 'not run yet'
  if (tried.kind === 'stopped') return `the run stopped: ${tried.message}`
  const titles = tried.run.violations
    .map(({ invariant }) => invariants.find(({ id }) => id === invariant)?.title ?? invariant)
    .join('; ')
  switch (mark) {
    case 'broken':
      return `broken: ${titles}`
    case 'not-promised':
      return `broken, not promised here: ${titles}`
    case 'unjudged':
      return 'could not be judged: a node that matters never returned'
    default:
      return tried.run.unmet
        ? 'every promise kept; a fault never met its moment'
        : 'every promise kept'
  }
}

/** What was lost, in the words of the invariant's own evidence. */
export function evidenceWords(run: CampaignRun, vows: Vows): string | null {
  const worst = worstOf(run, vows)
  if (!worst) return null
  if (worst.evidence) return worst.evidence.text
  return run.reason ? `The run reached its bound of ${run.reason} before it came true` : null
}

export function noticedWords({ noticed: { errors, requests } }: CampaignRun): string {
  const who = [
    ...(requests > 0 ? [`the client: ${count(requests, 'request')} failed`] : []),
    ...(errors > 0 ? [`the log: ${count(errors, 'error')}`] : []),
  ]
  return who.length > 0 ? who.join('; ') : 'nobody: no error logged, every request answered'
}

export interface Tally {
  invariant: string
  title: string
  /** Runs in which it was violated. */
  violated: number
  mark: RunMark
  /** After the count: what the variant had said of it. */
  said: string
}

/** One for each promise of the variant, and for each other invariant that was violated; the worst first. */
export function talliesOf(
  state: CampaignState,
  variant: VariantDefinition,
  { invariants }: Titles,
): Tally[] {
  const violated = new Map<string, number>()
  for (const tried of state.results) {
    if (tried?.kind !== 'ran') continue
    for (const { invariant } of tried.run.violations)
      violated.set(invariant, (violated.get(invariant) ?? 0) + 1)
  }
  return invariants
    .map(({ id, title }): Tally => {
      const times = violated.get(id) ?? 0
      const vowed = isVowed(id, variant)
      const mark = times === 0 ? 'kept' : vowed ? 'broken' : 'not-promised'
      return { invariant: id, title, violated: times, mark, said: saidOf(id, times, variant) }
    })
    .filter(({ invariant, violated }) => violated > 0 || isVowed(invariant, variant))
    .sort((one, other) => rank[one.mark] - rank[other.mark])
}

const rank: Record<RunMark, number> = {
  broken: 0,
  'not-promised': 1,
  stopped: 2,
  unjudged: 2,
  waiting: 3,
  kept: 3,
}

function saidOf(invariant: string, times: number, { promises, breaks }: Vows): string {
  if (times === 0) return ''
  if (breaks.includes(invariant)) return 'as it says beforehand'
  return promises.includes(invariant) ? 'although it promises it' : 'not promised here'
}

/** The one announcement at the end of a campaign, and its headline. */
export function summaryWords(state: CampaignState, variant: VariantDefinition): string {
  const marks = state.results.map((tried) => markOf(tried, variant))
  const broken = marks.filter((mark) => mark === 'broken').length
  const kind = state.request.campaign.kind === 'sweep' ? 'run' : 'random schedule'
  const tried = `${variant.title}: ${count(state.done, kind)}`
  const found = broken === 0 ? 'none broke a promise' : `${broken} broke a promise`
  const stopped = marks.filter((mark) => mark === 'stopped').length
  return `${tried}, ${found}${stopped > 0 ? `, ${stopped} could not be finished` : ''}.`
}

/**
 * What of the runs says less than it seems: `5 could not be judged, since a node that matters never returned; …`.
 * @returns `null` where nothing is to be said
 */
export function reservationWords(results: CampaignState['results'], vows: Vows): string | null {
  const marks = results.map((tried) => markOf(tried, vows))
  const unjudged = marks.filter((mark) => mark === 'unjudged').length
  const stopped = marks.filter((mark) => mark === 'stopped').length
  const unmet = results.filter(
    (tried, index) => tried?.kind === 'ran' && tried.run.unmet && marks[index] === 'kept',
  ).length
  const said = [
    ...(unjudged > 0
      ? [`${unjudged} could not be judged: a node that matters never returned`]
      : []),
    ...(stopped > 0 ? [`${stopped} could not be finished`] : []),
    ...(unmet > 0 ? [`in ${unmet} a fault never met its moment`] : []),
  ]
  return said.length === 0 ? null : `${said.join('; ')}.`
}

/** `110 runs took 4.1 s on this machine, 27 a second`. */
export function paceWords(state: CampaignState): string {
  const seconds = (state.elapsedMs / 1_000).toFixed(1)
  const rate = Math.round(schedulesPerSecond(state))
  return `${count(state.done, 'run')} took ${seconds} s on this machine, ${rate} a second`
}

/** How long a campaign will take: a fault makes a run longer than the measured one, a second worker makes up for it. */
export function durationWords(runs: number, runMs: number): string {
  return `about ${Math.max(1, Math.round((runs * runMs) / 1_000))} s`
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

const ordinals = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']

function ordinal(nth: number): string {
  return ordinals[nth] ?? `${nth}th`
}

function formatLength(us: number): string {
  return us % millisecond === 0 ? `${us / millisecond} ms` : formatMs(us)
}
