'use client'

/** The running lab: head, promises, panels, story, time and schedule on one plate, all on one clock. */
import { useEffect, useMemo, useRef } from 'react'
import { classNames } from '@/components/ui/class-names'
import { formatMs } from '@/simulations/kernel/time'
import type { LabPlace } from '../lab'
import { usePlayback } from '../player/use-playback'
import { useLabKeys } from '../player/use-lab-keys'
import type { LabParts, LabSession } from '../session/lab-session'
import { writeAddress } from '../session/recipe-address'
import type { Run, SessionState } from '../session/session-state'
import { SpaceTime } from '../space-time/space-time'
import { KeysDialog } from './keys-dialog'
import { LabHead } from './lab-head'
import { layoutOf, type PanelName, panels } from './layout'
import { LiveRegion } from './live-region'
import { NoticeLine } from './notice-line'
import { PanelStandIn } from './panel-stand-in'
import { Panels } from './panels'
import { PlayerBar } from './player-bar'
import { PromiseRow } from './promise-row'
import { RunFacts } from './run-facts'
import { runViewOf } from './run-view'
import { ScheduleBar } from './schedule-bar'
import { StoryBar } from './story-bar'
import { useCommands } from './use-commands'
import { useFullScreen } from './use-full-screen'
import { useShell } from './use-shell'
import { useWidth } from './use-width'
import styles from './workbench.module.css'

export type WorkbenchProps = {
  session: LabSession
  state: SessionState
  run: Run
  parts: LabParts
  place: LabPlace
}

export function Workbench({ session, state, run, parts, place }: WorkbenchProps) {
  const root = useRef<HTMLDivElement>(null)
  const width = useWidth(root)
  const layout = layoutOf(width)
  const shell = useShell()
  const [full, setFull] = useFullScreen(root)
  const commands = useCommands(session, place.place)
  const view = useMemo(() => runViewOf(state, parts, run), [state, parts, run])
  usePlayback(session, state)
  useAddress(place.place, run)
  useLabKeys(root, (command) => {
    switch (command.kind) {
      case 'panel': {
        const name = panels[command.place]
        if (name) showPanel(name)
        return true
      }
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
        if (!full) return false
        setFull(false)
        return true
      default:
        return commands.time(command)
    }
  })

  const showPanel = (name: PanelName) => {
    shell.setTab(name)
    requestAnimationFrame(() => {
      root.current?.querySelector<HTMLElement>(`[data-panel="${name}"]`)?.focus()
    })
  }
  const render = (name: PanelName) => <PanelStandIn name={name} />
  const margin = layout === 'wide' ? 20 : 16
  const timeWidth = width - 2 * margin
  return (
    <div
      ref={root}
      className={classNames(styles.workbench, full && styles.full)}
      data-layout={layout}
    >
      <LabHead
        view={view}
        layout={layout}
        full={full}
        onVariant={session.setVariant}
        onAction={commands.act}
        onFull={() => setFull(!full)}
        onCompare={() => shell.open('changes')}
      />
      <PromiseRow view={view} />
      {width === 0 ? null : (
        <>
          <Panels
            layout={layout}
            tab={shell.tab}
            onTab={shell.setTab}
            render={render}
            aside={`at ${formatMs(view.playhead.at)}`}
          />
          {layout === 'narrow' ? null : (
            <>
              <StoryBar at={view.playhead.at} sentence={view.sentence} />
              <section
                data-panel="time"
                tabIndex={-1}
                aria-label="Time"
                className={styles.time}
                style={{ paddingInline: margin }}
              >
                <SpaceTime
                  trace={view.trace}
                  playhead={view.playhead}
                  lab={view.lab}
                  variant={view.variant.id}
                  width={timeWidth}
                  furthest={view.furthestAt}
                  onSeek={commands.seek}
                />
              </section>
              <PlayerBar
                view={view}
                furthest={state.furthest}
                width={timeWidth}
                playing={state.playing}
                commands={commands}
              />
            </>
          )}
        </>
      )}
      <NoticeLine
        notice={state.notice}
        onUndo={commands.undo}
        onClose={() => session.notice(null)}
      />
      <ScheduleBar
        session={session}
        state={state}
        run={run}
        preview={shell.preview}
        onShare={commands.share}
        onFacts={() => shell.open('facts')}
        onKeys={() => shell.open('keys')}
      />
      <KeysDialog open={shell.dialog === 'keys'} onClose={shell.close} />
      <RunFacts session={session} run={run} open={shell.dialog === 'facts'} onClose={shell.close} />
      <LiveRegion
        sentence={view.sentence}
        playing={state.playing}
        notice={state.notice?.text ?? null}
      />
    </div>
  )
}

/** The address of the page holds what runs. */
function useAddress(place: string, run: Run): void {
  useEffect(() => {
    history.replaceState(history.state, '', writeAddress(location.href, place, run.recipe, null))
  }, [place, run])
}
