'use client'

/** Panels that share a place, one in sight at a time. Panels stay in the document when `keep` is set. */
import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './tabs.module.css'

export type Tab<Value extends string> = {
  value: Value
  label: ReactNode
  panel: ReactNode
}

export type TabsProps<Value extends string> = {
  label: string
  tabs: readonly Tab<Value>[]
  value: Value
  onChange: (value: Value) => void
  /** Keeps hidden panels mounted, with their scroll position and focus memory. */
  keep?: boolean
  /** Takes the height that its flex column leaves, and hands it on to what is in the panel. */
  fill?: boolean
  className?: string
}

export function Tabs<Value extends string>({
  label,
  tabs,
  value,
  onChange,
  keep = false,
  fill = false,
  className,
}: TabsProps<Value>) {
  return (
    <Base.Root
      value={value}
      onValueChange={onChange}
      className={classNames(fill && styles.fill, className)}
    >
      <Base.List aria-label={label} className={styles.list}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} keepMounted={keep} className={styles.panel}>
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
