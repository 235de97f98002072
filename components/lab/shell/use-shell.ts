/** What is open around the panels: the tab in sight, a dialog, a menu, the line that it would write. */
import { useMemo, useState } from 'react'
import type { FaultTarget } from '../faults/fault-option'
import type { PanelName } from './layout'

export type DialogName = 'keys' | 'facts' | 'changes' | 'break'

export interface OpenMenu {
  target: FaultTarget
  anchor: Element | null
}

export interface Shell {
  tab: PanelName
  dialog: DialogName | null
  menu: OpenMenu | null
  preview: string | null
  setTab: (tab: PanelName) => void
  open: (dialog: DialogName) => void
  openMenu: (menu: OpenMenu) => void
  /** Closes the dialog and the menu. */
  close: () => void
  setPreview: (preview: string | null) => void
}

export function useShell(): Shell {
  const [tab, setTab] = useState<PanelName>('rows')
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const [preview, setPreview] = useState<string | null>(null)
  return useMemo(
    () => ({
      tab,
      dialog,
      menu,
      preview,
      setTab,
      open: setDialog,
      openMenu: (next: OpenMenu) => {
        setDialog(null)
        setMenu(next)
      },
      close: () => {
        setDialog(null)
        setMenu(null)
        setPreview(null)
      },
      setPreview,
    }),
    [tab, dialog, menu, preview],
  )
}
