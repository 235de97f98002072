'use client'

/**
 * What a panel shows: each a function of the run and the playhead. All but the map change at events only, so they get the
 * playhead of the last event and rest in between.
 */
import { memo, useCallback, useMemo } from 'react'
import { fileName } from '@/simulations/kernel/lab'
import { formatMs, millisecond } from '@/simulations/kernel/time'
import { Canvas } from '../canvas/canvas'
import type { CauseActions } from '../causes/chain-list'
import { ChartPanel } from '../chart/chart-panel'
import { CodePanel } from '../code/code-panel'
import { EditPanel } from '../edit/edit-panel'
import type { Edits } from '../edit/use-edits'
import { LocksPanel } from '../locks/locks-panel'
import { LogPanel } from '../log/log-panel'
import { RowsPanel } from '../rows/rows-panel'
import type { LabParts } from '../session/lab-parts'
import type { LabSession } from '../session/lab-session'
import { SqlConsole } from '../sql/sql-console'
import { StoryPanel } from '../story/story-panel'
import { OwnSweep } from '../sweep/own-sweep'
import { TeamsPanel } from '../teams/teams-panel'
import { endOf, type Playhead } from '../views/playhead'
import { databasesOf } from '../views/schema-tables'
import { codeFilesOf } from './code-files'
import type { LabLayout, PanelName } from './layout'
import { PanelHead } from './panel-head'
import styles from './panels.module.css'
import type { RunView } from './run-view'
import { TaskPanel } from './task-panel'
import type { Commands } from './use-commands'
import type { Editing } from './use-editing'
import type { Faults } from './use-faults'
import type { Shell } from './use-shell'

export type PanelContentProps = {
  /** The diagram has a place of its own. */
  name: Exclude<PanelName, 'time'>
  place: string
  layout: LabLayout
  view: RunView
  settled: Playhead
  /** Nothing of this run is given away before it was seen. */
  secret: boolean
  parts: LabParts
  session: LabSession
  shell: Shell
  faults: Faults
  commands: Commands
  edits: Edits
  editing: Editing
  /** What lists of causes can do. */
  causes: CauseActions
  /** Runs the text of the editor and breaks it in every way. */
  onSweepEdits: () => void
  /** The answer to the last change is awaited. */
  pending: boolean
  /** To sweep the reader's code is the lab's next step. */
  sweepNext: boolean
}

/** How often a wait is said anew while nothing else happens. */
const tenthUs = 100 * millisecond

const Chart = memo(ChartPanel)
const Code = memo(CodePanel)
const Rows = memo(RowsPanel)
const Log = memo(LogPanel)
const Locks = memo(LocksPanel)
const Teams = memo(TeamsPanel)
const Story = memo(StoryPanel)

export function PanelContent(props: PanelContentProps) {
  const { name, layout, view, settled, secret, parts, session, shell, faults, commands, edits } =
    props
  const { trace, lab, variant } = view
  const menuTarget = shell.menu?.target ?? null
  const steps = useSteps(parts, variant)
  const databases = useMemo(
    () => databasesOf(lab, variant.id, parts.content.sources),
    [lab, variant, parts],
  )
  const ran = view.run.report.schedule
  const files = useMemo(() => codeFilesOf(variant, parts.content, ran), [variant, parts, ran])
  const { open } = shell
  const { setEditing, goTo } = props.editing
  const arrive = useCallback(() => goTo(null), [goTo])
  const edit = useCallback(() => {
    session.prepareEdits()
    setEditing(true)
  }, [session, setEditing])
  const done = useCallback(() => {
    setEditing(false)
    focusEdit()
  }, [setEditing])
  const compare = useCallback(() => open('changes'), [open])
  switch (name) {
    case 'map':
      return (
        <>
          <PanelHead
            title={mapTitle}
            about={flightWords(view)}
            hint="Choose a node or a link to break it"
          />
          <div className={styles.map}>
            <Canvas
              trace={trace}
              playhead={view.playhead}
              lab={lab}
              variant={variant.id}
              steps={steps}
              selected={menuTarget?.kind === 'line' ? null : menuTarget}
              onOpenFaults={faults.open}
              onShortcut={faults.strike}
            />
          </div>
        </>
      )
    case 'rows':
      return (
        <Rows
          trace={trace}
          playhead={settled}
          lab={lab}
          databases={databases}
          secret={secret}
          actions={props.causes}
        />
      )
    case 'chart':
      return (
        <Chart
          trace={trace}
          playhead={settled}
          lab={lab}
          variant={variant}
          onSeek={commands.seek}
          onAct={commands.act}
        />
      )
    case 'log':
      return <Log trace={trace} playhead={settled} lab={lab} onSeek={commands.seek} />
    case 'locks':
      return (
        <Locks
          trace={trace}
          playhead={settled}
          now={Math.max(settled.at, Math.floor(view.playhead.at / tenthUs) * tenthUs)}
          lab={lab}
          onSeek={commands.seek}
        />
      )
    case 'teams':
      return <Teams trace={trace} playhead={settled} lab={lab} onSeek={commands.seek} />
    case 'story':
      return (
        <Story
          trace={trace}
          lab={lab}
          story={view.story}
          playhead={settled}
          furthest={view.furthestAt}
          actions={props.causes}
        />
      )
    case 'sql':
      return (
        <SqlConsole
          lab={lab}
          variant={variant}
          sources={parts.content.sources}
          at={view.playhead.at}
          run={view.run.report.fingerprint}
          question={shell.question}
          onQuestion={shell.setQuestion}
          query={session.query}
          onCancel={session.cancelQuery}
          onRestart={session.start}
        />
      )
    case 'goal':
      return <TaskPanel place={props.place} />
    case 'sweep':
      return (
        <OwnSweep
          session={session}
          view={view}
          edits={edits}
          pending={props.pending}
          next={props.sweepNext}
          onSweep={props.onSweepEdits}
        />
      )
    case 'code':
      return props.editing.on ? (
        <EditPanel
          edits={edits}
          parts={parts}
          trace={trace}
          playhead={settled}
          lab={lab}
          variant={variant}
          first={props.editing.first}
          pending={props.pending}
          wanted={props.editing.wanted}
          onArrive={arrive}
          onSweep={props.onSweepEdits}
          onDone={done}
        />
      ) : (
        <Code
          trace={trace}
          playhead={settled}
          lab={lab}
          files={files}
          chosen={shell.file}
          onChoose={shell.setFile}
          onCrash={faults.crack}
          onMenu={faults.openLine}
          // Where the head has no room for it.
          onCompare={layout === 'wide' ? undefined : compare}
          onEdit={edit}
        />
      )
  }
}

/** Back to where the editor was opened, once that is there again. */
function focusEdit(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-edit]')?.focus())
}

/** All labs are about one shop, whoever its customers are. */
const mapTitle = 'Shop'

function flightWords({ run, trace, playhead, finished }: RunView): string {
  if (finished) {
    const end = formatMs(endOf(trace))
    return run.report.outcome === 'bound' ? `stopped at ${end}` : `quiet at ${end}`
  }
  let flying = 0
  for (const event of trace.slice(0, playhead.index)) {
    if (event.kind === 'send') flying += 1
    else if (event.kind === 'arrive' || event.kind === 'lost') flying -= 1
  }
  return `${flying} ${flying === 1 ? 'message' : 'messages'} in flight`
}

/** Step comments by file name, of the files that this variant runs. */
function useSteps({ content }: LabParts, { services }: RunView['variant']) {
  return useMemo(
    () =>
      Object.fromEntries(
        services
          .flatMap((service) => service.files)
          .map((path) => [fileName(path), content.code[path]?.labels ?? []]),
      ),
    [content, services],
  )
}
