/** How a lab is laid out at its own width, and which panels stand where. */

export type LabLayout = 'wide' | 'middle' | 'narrow'

/** In the order of the keys 1 to 6. */
export const panels = ['map', 'time', 'rows', 'code', 'log', 'story', 'sql'] as const
export type PanelName = (typeof panels)[number]

export const panelTitles: Record<PanelName, string> = {
  map: 'Map',
  time: 'Time',
  rows: 'Rows',
  code: 'Code',
  log: 'Log',
  story: 'Story',
  sql: 'SQL',
}

export function layoutOf(width: number): LabLayout {
  if (width >= 1180) return 'wide'
  return width > 700 ? 'middle' : 'narrow'
}

/** Panels that share a place, one in sight at a time. */
export function tabsOf(layout: LabLayout): readonly PanelName[] {
  switch (layout) {
    case 'wide':
      return ['rows', 'log', 'story', 'sql']
    case 'middle':
      return ['rows', 'code', 'log', 'story', 'sql']
    case 'narrow':
      return ['map', 'time', 'rows', 'code', 'log', 'story', 'sql']
  }
}
