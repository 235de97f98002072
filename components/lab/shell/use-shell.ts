/** What is open around the panels: the tab in sight, a dialog, a menu, the line that it would write. */
import { useMemo, useState } from 'react'
import type { FaultTarget } from '../canvas/flow-types'
import { type AnchorBox, anchorBox } from '../faults/anchor-box'
import type { FileName } from '../code/code-panel'
import type { LinePlace } from '../faults/crash-at-line'
import type { Question } from '../sql/sql-console'
import type { PanelName } from './layout'

export type DialogName = 'keys' | 'facts' | 'changes' | 'break' | 'runs'

/** What a menu is open for: a thing on the map, or a line of code. */
export type MenuTarget = FaultTarget | { kind: 'line'; line: LinePlace }

export interface OpenMenu {
  target: MenuTarget
  anchor: AnchorBox
  opener: HTMLElement | null
}

export interface BegunLine {
  text: string
  /** Tells it from the same line begun again. */
  turn: number
}

export interface Shell {
  /** `null` until the reader chooses: the first that the layout offers. */
  tab: PanelName | null
  dialog: DialogName | null
  menu: OpenMenu | null
  preview: string | null
  /** A line begun for the schedule, to be changed before it runs. */
  begun: BegunLine | null
  /** The file of the code panel; `null` until the reader, or something that points at a line, chooses one. */
  file: FileName | null
  /** The order that stays in ink in the diagram; `null`: all of them. */
  subject: string | null
  /** Typed for a database, whether or not its panel is in sight. */
  question: Question
  setTab: (tab: PanelName) => void
  setFile: (file: FileName) => void
  setSubject: (subject: string | null) => void
  open: (dialog: DialogName) => void
  openMenu: (target: MenuTarget, anchor: Element | null) => void
  /** Closes the dialog and the menu. */
  close: () => void
  setPreview: (preview: string | null) => void
  begin: (line: string) => void
  endLine: () => void
  setQuestion: (question: Question) => void
}

export function useShell(): Shell {
  const [tab, setTab] = useState<PanelName | null>(null)
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const [preview, setPreview] = useState<string | null>(null)
  const [begun, setBegun] = useState<BegunLine | null>(null)
  const [file, setFile] = useState<FileName | null>(null)
  const [subject, setSubject] = useState<string | null>(null)
  const [question, setQuestion] = useState<Question>({ database: null, text: '' })
  const acts = useMemo(
    () => ({
      setTab,
      setFile,
      setSubject,
      setPreview,
      setQuestion,
      begin: (text: string) => setBegun((before) => ({ text, turn: (before?.turn ?? 0) + 1 })),
      endLine: () => setBegun(null),
      open: setDialog,
      openMenu: (target: MenuTarget, anchor: Element | null) => {
        const opener = document.activeElement
        setDialog(null)
        setMenu({
          target,
          anchor: anchorBox(anchor),
          opener: opener instanceof HTMLElement ? opener : null,
        })
      },
      /** Closes the dialog and the menu. */
      close: () => {
        setDialog(null)
        setMenu(null)
        setPreview(null)
      },
    }),
    [],
  )
  return { tab, dialog, menu, preview, begun, file, subject, question, ...acts }
}
