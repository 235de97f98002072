/** How a lab is laid out at its own width, and which panels stand where. */
import type { LabDefinition } from '@/simulations/kernel/lab'

export type LabLayout = 'wide' | 'middle' | 'narrow'

const panels = [
  'map',
  'chart',
  'time',
  'rows',
  'code',
  'log',
  'locks',
  'teams',
  'story',
  'sql',
] as const
/** Beside the editor while the code is being repaired. */
const repairPanels = ['goal', 'sweep'] as const
export type PanelName = (typeof panels)[number] | (typeof repairPanels)[number]

/** What decides which panels a lab has. */
export type PanelSubjects = Pick<LabDefinition, 'topics' | 'holdsLocks' | 'machines' | 'showsTeams'>

export const panelTitles: Record<PanelName, string> = {
  map: 'Map',
  time: 'Time',
  rows: 'Rows',
  code: 'Code',
  log: 'Log',
  locks: 'Locks',
  teams: 'Teams',
  story: 'Story',
  sql: 'SQL',
  chart: 'States',
  goal: 'Goal',
  sweep: 'Sweep',
}

/** Of the chart's panel where nobody holds the saga. */
export const sagaLogTitle = 'Saga log'

export function layoutOf(width: number): LabLayout {
  if (width >= 1180) return 'wide'
  return width > 700 ? 'middle' : 'narrow'
}

/** Panels that share the place of the code on a wide screen. */
export type CentrePanel = 'chart' | 'code'

/** The panels of a lab, in the order of the keys 1 to 6. One that could never show anything is left out. */
export function panelsOf(lab: PanelSubjects): readonly PanelName[] {
  return panels.filter((name) => {
    if (name === 'log') return lab.topics.length > 0
    if (name === 'chart') return lab.machines !== undefined
    if (name === 'teams') return lab.showsTeams === true
    return name !== 'locks' || lab.holdsLocks === true
  })
}

/** The same while the reader repairs the code: where the editor and the goal have no place of their own, they are tabs. */
export function repairTabsOf(layout: LabLayout, lab: PanelSubjects): readonly PanelName[] {
  const first: Record<LabLayout, readonly PanelName[]> = {
    wide: ['sweep'],
    middle: ['sweep', 'goal'],
    narrow: ['code', 'goal', 'sweep'],
  }
  const rest = panelsOf(lab).filter((name) => name !== 'code' && name !== 'map')
  const others = layout === 'narrow' ? [...rest, 'map' as const] : rest.filter(isNotTime)
  return [...first[layout], ...others]
}

function isNotTime(name: PanelName): boolean {
  return name !== 'time'
}

/** Panels that share a place, one in sight at a time. */
export function tabsOf(layout: LabLayout, lab: PanelSubjects): readonly PanelName[] {
  const alone: Record<LabLayout, readonly PanelName[]> = {
    wide: ['map', 'time', 'chart', 'code'],
    middle: ['map', 'time'],
    narrow: [],
  }
  return panelsOf(lab).filter((name) => !alone[layout].includes(name))
}
