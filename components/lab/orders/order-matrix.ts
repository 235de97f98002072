/** What all orders of a lab came to: anomaly by variant, each cell counted from runs. Pure. */
import {
  type Interleaving,
  type InterleavingSetting,
  neighbourOrder,
  orderOfActions,
  type StepOrder,
  stepOrders,
} from '@/simulations/kernel/interleaving'
import type { LabDefinition, VariantDefinition } from '@/simulations/kernel/lab'
import { formatMs, type Microseconds } from '@/simulations/kernel/time'
import { settingsOf } from '@/simulations/runner/schedule-in-order'
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import type { CampaignState } from '../sweep/campaign-state'

export interface MatrixLine {
  setting: InterleavingSetting | null
  /** Orders of this line that have been run. */
  done: number
  total: number
  /** In how many of them the anomaly showed. */
  broken: number
  /** Place in the plan of the first of them, else of the line's first run. */
  first: number
}

export interface MatrixCell {
  variant: VariantDefinition
  lines: MatrixLine[]
  promised: boolean
}

/** One row of the matrix. @param found what the campaigns of the variants have come to, by variant */
export function matrixCells(
  lab: Pick<LabDefinition, 'variants'>,
  interleaving: Interleaving,
  invariant: string,
  found: ReadonlyMap<string, CampaignState>,
): MatrixCell[] {
  const total = stepOrders(interleaving).length
  return lab.variants.map((variant) => {
    const results = found.get(variant.id)?.results ?? []
    return {
      variant,
      promised: variant.promises.includes(invariant),
      lines: settingsOf(interleaving, variant.id).map((setting, line): MatrixLine => {
        const start = line * total
        const some = results.slice(start, start + total)
        const marks = some.map((tried) =>
          tried?.kind === 'ran' ? violates(tried.run, invariant) : null,
        )
        const at = marks.indexOf(true)
        return {
          setting,
          done: marks.filter((mark) => mark !== null).length,
          total,
          broken: marks.filter(Boolean).length,
          first: start + Math.max(0, at),
        }
      }),
    }
  })
}

function violates(
  { violations }: { violations: readonly { invariant: string }[] },
  invariant: string,
): boolean {
  return violations.some((one) => one.invariant === invariant)
}

/** What the runs of a variant took, counted over those that there are. */
export interface MatrixCost {
  runs: number
  /** Virtual. */
  longestAnswerUs: Microseconds
  /** Sent to databases in one run. */
  fewestStatements: number
  mostStatements: number
}

/** @returns `null` before there is a run */
export function costOf(state: CampaignState | undefined): MatrixCost | null {
  const efforts = (state?.results ?? []).flatMap((tried) =>
    tried?.kind === 'ran' ? tried.run.effort : [],
  )
  if (efforts.length === 0) return null
  const statements = efforts.map((effort) => effort.statements)
  return {
    runs: efforts.length,
    longestAnswerUs: Math.max(...efforts.map((effort) => effort.longestAnswerUs)),
    fewestStatements: Math.min(...statements),
    mostStatements: Math.max(...statements),
  }
}

/** `an answer within 71.2 ms, 24 to 31 statements`. */
export function costInWords(cost: MatrixCost): string {
  const { longestAnswerUs, fewestStatements: fewest, mostStatements: most } = cost
  const statements = fewest === most ? String(most) : `${fewest} to ${most}`
  return `answers within ${formatMs(longestAnswerUs)}, ${statements} statements`
}

/** `true` where this order showed the anomaly, `null` where it has not been run. */
export function strip(
  state: CampaignState | undefined,
  line: number,
  orders: number,
  invariant: string,
): (boolean | null)[] {
  return Array.from({ length: orders }, (_, index) => {
    const tried = state?.results[line * orders + index]
    return tried?.kind === 'ran' ? violates(tried.run, invariant) : null
  })
}

export interface OrderOfRun {
  order: StepOrder
  /** Its place among all orders, from 0. */
  place: number
  /** Arguments of its actions. */
  setting: Pick<InterleavingSetting, 'arguments'>
  /** Place of its line among those of the variant; -1 where it is none of them. */
  line: number
  /** Nothing but its steps is in the schedule. */
  alone: boolean
}

/** Which of all orders a schedule is; `null` where it is none of them. */
export function orderOfSchedule(
  interleaving: Interleaving,
  variant: string,
  schedule: string,
): OrderOfRun | null {
  const parsed = parseScheduleSyntax(schedule)
  if (!parsed.ok) return null
  const { items } = parsed.schedule
  const actions = items
    .flatMap((item) => (item.kind === 'do' ? [item] : []))
    .sort((one, other) => one.at - other.at)
  const order = orderOfActions(
    interleaving,
    actions.map(({ action }) => action),
  )
  if (!order) return null
  const given = Object.fromEntries(
    actions
      .filter((item) => Object.keys(item.arguments).length > 0)
      .map((item) => [item.action, item.arguments]),
  )
  const words = order.join('')
  return {
    order,
    place: stepOrders(interleaving).findIndex((one) => one.join('') === words),
    setting: { arguments: given },
    line: settingsOf(interleaving, variant).findIndex((setting) =>
      sameArguments(setting?.arguments ?? {}, given),
    ),
    alone: items.length === actions.length,
  }
}

function sameArguments(
  one: InterleavingSetting['arguments'],
  other: InterleavingSetting['arguments'],
): boolean {
  const text = (all: InterleavingSetting['arguments']) =>
    JSON.stringify(
      Object.entries(all)
        .map(([action, given]) => [action, Object.entries(given).sort()])
        .sort(),
    )
  return text(one) === text(other)
}

/** The order in which a step has been moved up or down, as far as it can go; and why no further. */
export function movedOrder(
  interleaving: Interleaving,
  order: StepOrder,
  place: number,
  by: number,
): { order: StepOrder; moved: number; impossible: string | null } {
  const way = by < 0 ? -1 : 1
  let [now, moved] = [order, 0]
  while (moved !== by) {
    const next = neighbourOrder(interleaving, now, place + moved, way)
    if ('impossible' in next) return { order: now, moved, impossible: next.impossible }
    now = next.order
    moved += way
  }
  return { order: now, moved, impossible: null }
}

/** The variant to try next against an anomaly: the first that promises it. */
export function remedyFor(
  lab: Pick<LabDefinition, 'variants'>,
  variant: string,
  invariant: string,
): VariantDefinition | null {
  const here = lab.variants.find(({ id }) => id === variant)
  if (here?.promises.includes(invariant)) return null
  return lab.variants.find(({ promises }) => promises.includes(invariant)) ?? null
}
