'use client'

/** The panels of a lab in the places that its width gives them. */
import { type ReactNode, useDeferredValue, useState } from 'react'
import { Tabs } from '@/components/ui/tabs'
import { classNames } from '@/components/ui/class-names'
import type { VariantDefinition } from '@/simulations/kernel/lab'
import {
  type CentrePanel,
  type LabLayout,
  type PanelName,
  type PanelSubjects,
  panelTitles,
  repairTabsOf,
  sagaLogTitle,
  tabsOf,
} from './layout'
import styles from './panels.module.css'

export type PanelsProps = {
  layout: LabLayout
  lab: PanelSubjects
  /** A saga that nobody directs has a log in place of a chart. */
  variant: Pick<VariantDefinition, 'sagaLog'>
  /** `null`: the one that says most at this width. */
  tab: PanelName | null
  onTab: (tab: PanelName) => void
  /** What each panel shows; asked only for panels in sight. */
  render: (panel: PanelName) => ReactNode
  /** "at 30.2 ms", beside the tabs. */
  aside: ReactNode
  /** The code takes the room of the map. */
  editing: boolean
  /** What is wanted of the code, and its sweep, stand beside it. */
  repairing: boolean
}

export function Panels({
  layout,
  lab,
  variant,
  tab,
  onTab,
  render,
  aside,
  editing,
  repairing,
}: PanelsProps) {
  const tabs = repairing ? repairTabsOf(layout, lab) : tabsOf(layout, lab)
  const [centre, setCentre] = useState<CentrePanel>('chart')
  if ((tab === 'chart' || tab === 'code') && tab !== centre) setCentre(tab)
  const first = repairing ? repairStart[layout] : layout === 'narrow' ? 'time' : 'rows'
  // A lab that starts can be played before its panels are filled; their places are as large without.
  const filled = useDeferredValue(true, layout === 'narrow')
  const fill = (panel: PanelName) => (filled ? render(panel) : null)
  const shown = tab !== null && tabs.includes(tab) ? tab : first
  const titles = variant.sagaLog ? { ...panelTitles, chart: sagaLogTitle } : panelTitles
  return (
    <div
      className={classNames(styles.panels, styles[layout])}
      data-editing={(editing && (layout === 'wide' || shown === 'code')) || undefined}
      data-repairing={repairing || undefined}
    >
      {repairing && layout !== 'narrow' ? <Alone name="code" fill={fill} /> : null}
      {repairing && layout === 'wide' ? <Alone name="goal" fill={fill} /> : null}
      {repairing || layout === 'narrow' ? null : <Alone name="map" fill={fill} />}
      {layout === 'wide' && !repairing ? (
        <Centre
          panel={editing || !lab.machines ? 'code' : centre}
          onPanel={lab.machines ? setCentre : null}
          title={titles.chart}
          fill={fill}
        />
      ) : null}
      <div className={classNames(styles.panel, styles.tabbed)}>
        <Tabs
          label="Panels"
          fill
          value={shown}
          onChange={onTab}
          className={styles.tabs}
          tabs={tabs.map((name) => ({
            value: name,
            label: titles[name],
            panel:
              name === shown ? (
                <div data-panel={name} tabIndex={-1} className={styles.inner}>
                  {fill(name)}
                </div>
              ) : null,
          }))}
        />
        <span className={styles.aside}>{aside}</span>
      </div>
    </div>
  )
}

/** What a reader sees of a repair before they have chosen: the goal, wherever it has no place of its own beside the code. */
const repairStart: Record<LabLayout, PanelName> = { wide: 'sweep', middle: 'goal', narrow: 'code' }

/** A panel with a place of its own. */
function Alone({ name, fill }: { name: PanelName; fill: (panel: PanelName) => ReactNode }) {
  return (
    <section
      data-panel={name}
      tabIndex={-1}
      aria-label={panelTitles[name]}
      className={styles.panel}
    >
      {fill(name)}
    </section>
  )
}

interface CentreProps {
  panel: CentrePanel
  /** `null`: there is nothing to choose. */
  onPanel: ((panel: CentrePanel) => void) | null
  /** Of the chart. */
  title: string
  fill: (panel: PanelName) => ReactNode
}

/** On a wide screen: the code, or the chart of a lab that has a machine. */
function Centre({ panel, onPanel, title, fill }: CentreProps) {
  if (!onPanel) return <Alone name="code" fill={fill} />
  return (
    <div className={classNames(styles.panel, styles.tabbed)} data-panel="centre">
      <Tabs
        label="States and code"
        fill
        value={panel}
        onChange={onPanel}
        className={styles.tabs}
        tabs={(['chart', 'code'] as const).map((name) => ({
          value: name,
          label: name === 'chart' ? title : panelTitles[name],
          panel:
            name === panel ? (
              <div data-panel={name} tabIndex={-1} className={styles.inner}>
                {fill(name)}
              </div>
            ) : null,
        }))}
      />
    </div>
  )
}
