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
}

export function Panels({ layout, lab, variant, tab, onTab, render, aside, editing }: PanelsProps) {
  const tabs = tabsOf(layout, lab)
  const [centre, setCentre] = useState<CentrePanel>('chart')
  if ((tab === 'chart' || tab === 'code') && tab !== centre) setCentre(tab)
  const first = layout === 'narrow' ? 'time' : 'rows'
  // A lab that starts can be played before its panels are filled; their places are as large without.
  const filled = useDeferredValue(true, layout === 'narrow')
  const fill = (panel: PanelName) => (filled ? render(panel) : null)
  const shown = tab !== null && tabs.includes(tab) ? tab : first
  const titles = variant.sagaLog ? { ...panelTitles, chart: sagaLogTitle } : panelTitles
  return (
    <div
      className={classNames(styles.panels, styles[layout])}
      data-editing={(editing && (layout === 'wide' || shown === 'code')) || undefined}
    >
      {layout === 'narrow' ? null : (
        <section
          data-panel="map"
          tabIndex={-1}
          aria-label={panelTitles.map}
          className={styles.panel}
        >
          {fill('map')}
        </section>
      )}
      {layout === 'wide' ? (
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
  if (!onPanel)
    return (
      <section
        data-panel="code"
        tabIndex={-1}
        aria-label={panelTitles.code}
        className={styles.panel}
      >
        {fill('code')}
      </section>
    )
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
