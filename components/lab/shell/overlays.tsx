'use client'

/** What opens over a lab: the faults of a thing, and its dialogs. */
import { BreakList } from '../faults/break-list'
import { FaultMenu } from '../faults/fault-menu'
import type { LabParts, LabSession } from '../session/lab-session'
import type { Run } from '../session/session-state'
import { CodeChanges } from './code-changes'
import { KeysDialog } from './keys-dialog'
import { RunFacts } from './run-facts'
import type { RunView } from './run-view'
import type { Commands } from './use-commands'
import type { Shell } from './use-shell'

export type OverlaysProps = {
  session: LabSession
  view: RunView
  run: Run
  parts: LabParts
  shell: Shell
  commands: Commands
}

export function Overlays({ session, view, run, parts, shell, commands }: OverlaysProps) {
  const { menu, dialog, close } = shell
  return (
    <>
      {menu ? (
        <FaultMenu
          key={JSON.stringify(menu.target)}
          target={menu.target}
          anchor={menu.anchor}
          opener={menu.opener}
          scene={view}
          onPreview={shell.setPreview}
          onChoose={(item) => {
            close()
            session.inject(item)
          }}
          onClose={close}
        />
      ) : null}
      <BreakList
        lab={view.lab}
        variant={view.variant}
        open={dialog === 'break'}
        onAction={(action) => {
          close()
          commands.act(action)
        }}
        onTarget={(target) => shell.openMenu(target, null)}
        onClose={close}
      />
      <KeysDialog open={dialog === 'keys'} onClose={close} />
      <RunFacts session={session} run={run} open={dialog === 'facts'} onClose={close} />
      <CodeChanges
        lab={view.lab}
        variant={view.variant}
        sources={parts.content.sources}
        open={dialog === 'changes'}
        onClose={close}
      />
    </>
  )
}
