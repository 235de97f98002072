/** The runs of a sweep in the places where they are drawn: by what the fault hits, and by the line it falls upon. Pure. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { CampaignPlan, PlannedRun } from '@/simulations/runner/campaign-plan'

/** Places in the plan, in the order of the run, one list for each repetition of the workload's action. */
export type RunGroups = number[][]

export interface SweepRow {
  /** `crash orders`, `cut orders → broker`. */
  title: string
  kind: 'crash' | 'cut'
  groups: RunGroups
}

type Topology = Pick<LabDefinition, 'nodes' | 'links'>

/** Crashes by node, then cuts by direction of a link, in the order of the lab; what has no run has no row. */
export function sweepRows(plan: CampaignPlan, { nodes, links }: Topology): SweepRow[] {
  const stores = nodes.filter((node) => node.kind !== 'service')
  const ordered = [...nodes.filter((node) => node.kind === 'service'), ...stores]
  const directions = links.flatMap(({ from, to }) => [
    { from, to },
    { from: to, to: from },
  ])
  const places = plan.runs.map((run, index) => ({ run, index }))
  const row = (title: string, kind: SweepRow['kind'], belongs: (run: PlannedRun) => boolean) => ({
    title,
    kind,
    groups: groupsOf(
      places.flatMap(({ run, index }) => (belongs(run) ? [index] : [])),
      plan,
    ),
  })
  const crashes = ordered.map(({ id }) =>
    row(
      `crash ${id}`,
      'crash',
      ({ faults: [fault] }) => fault?.kind === 'crash' && fault.node === id,
    ),
  )
  const cuts = directions.map(({ from, to }) =>
    row(
      `cut ${from} → ${to}`,
      'cut',
      ({ faults: [fault] }) =>
        fault?.kind === 'cut' && fault.link.from === from && fault.link.to === to,
    ),
  )
  return [...crashes, ...cuts].filter(({ groups }) => groups.length > 0)
}

/** Every run in the order in which it is drawn. */
export function drawnOrder(plan: CampaignPlan, lab: Topology): number[] {
  const planned = plan.runs.map((_, index) => index)
  const drawn = sweepRows(plan, lab).flatMap(({ groups }) => groups.flat())
  // Random schedules have no rows; they are drawn as they were planned.
  return drawn.length === planned.length ? drawn : planned
}

export interface SweptFile {
  node: string
  file: string
  /** By line: the crashes that fall upon it. */
  lines: Map<number, number[]>
}

/** Every crash at the line that it falls upon: at it, or while what the line had sent was on its way. */
export function sweptFiles({ runs }: CampaignPlan): SweptFile[] {
  const files = new Map<string, SweptFile>()
  for (const [index, { faults, moment }] of runs.entries()) {
    const place = moment?.place
    if (!place || faults[0]?.kind !== 'crash') continue
    const { node, file, line } = place
    const key = `${node} ${file}`
    const known = files.get(key) ?? { node, file, lines: new Map<number, number[]>() }
    known.lines.set(line, [...(known.lines.get(line) ?? []), index])
    files.set(key, known)
  }
  return [...files.values()]
}

/** Crashes that fall upon no line: while a consumer polls or joins, the code of a service is not at work. */
export function crashesElsewhere(plan: CampaignPlan): RunGroups {
  const places = [...plan.runs.entries()].flatMap(([index, { faults, moment }]) =>
    faults[0]?.kind === 'crash' && !moment?.place ? [index] : [],
  )
  return groupsOf(places, plan)
}

/** In the order of the run; a group ends where the next action is done. */
function groupsOf(places: readonly number[], { runs, actions }: CampaignPlan): RunGroups {
  const groups: RunGroups = []
  const atOf = (index: number) => runs[index]?.moment?.at ?? 0
  const ordered = [...places].sort((one, other) => atOf(one) - atOf(other) || one - other)
  let last = -1
  for (const index of ordered) {
    // What comes before the first action belongs to it.
    const repetition = Math.max(1, actions.filter((at) => at <= atOf(index)).length)
    if (repetition !== last) groups.push([])
    last = repetition
    groups.at(-1)?.push(index)
  }
  return groups
}
