'use client'

/** The same code in Node.js and in Python. The choice holds for every listing, and for next time. */
import { type ReactNode, useSyncExternalStore } from 'react'
import { Tabs } from '@/components/ui/tabs'
import { chooseLanguage, currentLanguage, type Language, onLanguageChange } from './language'

export type CodeTabsProps = {
  /** What both show, for screen readers: "orders service". */
  label: string
  node: ReactNode
  python: ReactNode
}

const atBuildTime = (): Language => 'node'

export function CodeTabs({ label, node, python }: CodeTabsProps) {
  const language = useSyncExternalStore(onLanguageChange, currentLanguage, atBuildTime)
  return (
    <Tabs
      label={`Language of ${label}`}
      value={language}
      onChange={chooseLanguage}
      keep
      className="mt-6"
      tabs={[
        { value: 'node', label: 'Node.js', panel: node },
        { value: 'python', label: 'Python', panel: python },
      ]}
    />
  )
}
