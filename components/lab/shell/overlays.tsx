'use client'

/** What opens over a lab: the faults of a thing, and its dialogs. */
import { BreakList } from '../faults/break-list'
import { FaultMenu, type FaultMenuProps } from '../faults/fault-menu'
import { faultOptions, targetTitle } from '../faults/fault-option'
import { fromNowOn, momentOfHand } from '../session/injection'
import type { LabParts } from '../session/lab-parts'
import type { LabSession } from '../session/lab-session'
import type { Run } from '../session/session-state'
import { CodeChanges } from './code-changes'
import { FeaturedRuns } from './featured-runs'
import { KeysDialog } from './keys-dialog'
import { RunFacts } from './run-facts'
import type { RunView } from './run-view'
import type { Commands } from './use-commands'
import type { Faults } from './use-faults'
import type { MenuTarget, Shell } from './use-shell'

type MenuPart = 'title' | 'about' | 'options' | 'onChoose'

export type OverlaysProps = {
  session: LabSession
  view: RunView
  run: Run
  parts: LabParts
  shell: Shell
  faults: Faults
  commands: Commands
  onBeside: () => void
  onSweep: () => void
  /** `null` where the lab is not about orders of steps. */
  onOrders: (() => void) | null
  /** The reader goes on outside of the lab. */
  onLeave: () => void
}

export function Overlays({
  session,
  view,
  run,
  parts,
  shell,
  faults,
  commands,
  onBeside,
  onSweep,
  onOrders,
  onLeave,
}: OverlaysProps) {
  const { menu, dialog, close } = shell
  const menuOf = (target: MenuTarget): Pick<FaultMenuProps, MenuPart> => {
    if (target.kind === 'line') {
      const { line } = target
      return {
        title: `${line.file}, line ${line.line}`,
        about: `${line.node} runs it`,
        options: (lengths) => faults.lineOptions(line, lengths),
        onChoose: ({ letter, nth }) => {
          close()
          faults.crack({ ...line, when: letter === 'A' ? 'after' : 'before', nth: nth?.value })
        },
      }
    }
    return {
      title: targetTitle(target, view),
      about: fromNowOn(momentOfHand(view.trace, view.playhead)),
      options: (lengths) => faultOptions(target, view, lengths),
      onChoose: ({ item }) => {
        close()
        if (item) session.inject(item)
      },
    }
  }
  return (
    <>
      {menu ? (
        <FaultMenu
          key={JSON.stringify(menu.target)}
          {...menuOf(menu.target)}
          anchor={menu.anchor}
          opener={menu.opener}
          onPreview={shell.setPreview}
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
        onBeside={() => {
          close()
          onBeside()
        }}
        onSweep={() => {
          close()
          onSweep()
        }}
        onOrders={
          onOrders
            ? () => {
                close()
                onOrders()
              }
            : null
        }
        onClose={close}
      />
      <KeysDialog open={dialog === 'keys'} onClose={close} />
      <FeaturedRuns
        lab={view.lab}
        current={run.recipe}
        open={dialog === 'runs'}
        onOpen={session.openRun}
        onLeave={onLeave}
        onClose={close}
      />
      <RunFacts
        session={session}
        view={view}
        run={run}
        onShare={commands.share}
        open={dialog === 'facts'}
        onClose={close}
      />
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
