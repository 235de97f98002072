'use client'

/** The panels of a lab in the places that its width gives them. */
import { type ReactNode, useDeferredValue } from 'react'
import { Tabs } from '@/components/ui/tabs'
import { classNames } from '@/components/ui/class-names'
import { type LabLayout, type PanelName, type PanelSubjects, panelTitles, tabsOf } from './layout'
import styles from './panels.module.css'

export type PanelsProps = {
  layout: LabLayout
  lab: PanelSubjects
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

export function Panels({ layout, lab, tab, onTab, render, aside, editing }: PanelsProps) {
  const tabs = tabsOf(layout, lab)
  const first = layout === 'narrow' ? 'time' : 'rows'
  // A lab that starts can be played before its panels are filled; their places are as large without.
  const filled = useDeferredValue(true, layout === 'narrow')
  const fill = (panel: PanelName) => (filled ? render(panel) : null)
  const shown = tab !== null && tabs.includes(tab) ? tab : first
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
        <section
          data-panel="code"
          tabIndex={-1}
          aria-label={panelTitles.code}
          className={styles.panel}
        >
          {fill('code')}
        </section>
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
            label: panelTitles[name],
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
