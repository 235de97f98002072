/** Connects the keys of a lab to what its buttons do. */
import type { RefObject } from 'react'
import { useLabKeys } from '../player/use-lab-keys'
import type { ZoomChange } from '../space-time/use-zoom-gestures'
import type { LabMode } from '../session/lab-mode'
import { type PanelName, panelsOf } from './layout'
import type { RunView } from './run-view'
import type { Commands } from './use-commands'
import type { Shell } from './use-shell'

export interface ShellKeys {
  root: RefObject<HTMLElement | null>
  shell: Shell
  commands: Commands
  view: RunView
  full: boolean
  setFull: (full: boolean) => void
  mode: LabMode['name']
  onZoom: (change: ZoomChange) => void
  /** Back from what stands in its place. */
  onRun: () => void
}

export function useShellKeys(keys: ShellKeys): void {
  const { root, shell, commands, view, full, setFull, mode, onZoom, onRun } = keys
  const showPanel = (name: PanelName) => {
    shell.setTab(name)
    // A tab's panel is there after the next paint.
    requestAnimationFrame(() => {
      const panel = root.current?.querySelector<HTMLElement>(`[data-panel="${name}"]`)
      panel?.focus()
      panel?.scrollIntoView({ block: 'nearest' })
    })
  }
  useLabKeys(root, (command) => {
    switch (command.kind) {
      case 'panel': {
        const name = panelsOf(view.lab)[command.place]
        if (mode !== 'run') return false
        if (name) showPanel(name)
        return true
      }
      case 'zoom':
        if (mode !== 'run') return false
        onZoom(command.change)
        return true
      case 'full-screen':
        setFull(!full)
        return true
      case 'action': {
        const action = view.lab.actions[0]
        if (action) commands.act(action.id)
        return true
      }
      case 'share':
        commands.share()
        return true
      case 'undo':
        commands.undo()
        return true
      case 'help':
        shell.open('keys')
        return true
      case 'close':
        if (mode !== 'run') {
          onRun()
          return true
        }
        if (full) setFull(false)
        return full
      default:
        return mode === 'sweep' ? false : commands.time(command)
    }
  })
}
