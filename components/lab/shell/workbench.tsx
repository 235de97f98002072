'use client'

/** The running lab: head, promises, panels, story, time and schedule on one plate, all on one clock. */
import {
  Activity,
  memo,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
} from 'react'
import { choiceOfVariants, type VariantDefinition } from '@/simulations/kernel/lab'
import { formatMs } from '@/simulations/kernel/time'
import { MidRunForm } from '../asking/mid-run-form'
import { questionInWords } from '../asking/question-words'
import { useQuestion } from '../asking/use-question'
import type { LabPlace, MidRunQuestion } from '../lab'
import { EditedLine } from '../edit/edited-line'
import { useEdits } from '../edit/use-edits'
import { useHighlighter } from '../edit/use-highlighter'
import { rememberOwn } from './consents'
import { useEvidence } from './use-evidence'
import { useSettled } from './use-settled'
import { PointedProvider } from '../causes/pointed'
import { useCauseMarks } from '../causes/use-cause-marks'
import { usePlayback } from '../player/use-playback'
import type { LabParts } from '../session/lab-parts'
import type { LabSession } from '../session/lab-session'
import { besideOf } from '../beside/beside'
import { BesideLists } from '../beside/beside-lists'
import { type LabMode, runMode } from '../session/lab-mode'
import { packCode, withCode } from '../session/code-link'
import { editedParts } from '../session/edited-parts'
import { writeAddress } from '../session/recipe-address'
import type { Run, SessionState } from '../session/session-state'
import { Promises } from '../promises/promises'
import { showsBoth, SpaceTime } from '../space-time/space-time'
import { endOf } from '../views/playhead'
import { offerPalette, setActiveLab } from './active-lab'
import { Dock } from './dock'
import { DockedStrip } from './docked-strip'
import { LabHead } from './lab-head'
import { labPalette } from './lab-palette'
import { layoutOf, type PanelName } from './layout'
import { LiveRegion } from './live-region'
import { ModeContent } from './mode-content'
import { ModeView } from './mode-view'
import { NoticeLine } from './notice-line'
import { Overlays } from './overlays'
import { PanelContent } from './panel-content'
import { Panels } from './panels'
import { PlayerBar } from './player-bar'
import { PrintSheet } from './print-sheet'
import { type RunView, runViewOf } from './run-view'
import { ScheduleBar } from './schedule-bar'
import { StoryBar } from './story-bar'
import { useCauseActions } from './use-cause-actions'
import { useCommands } from './use-commands'
import { useEditing } from './use-editing'
import { useFaults } from './use-faults'
import { useInView } from './use-in-view'
import { useKeptScroll } from './use-kept-scroll'
import { type CodeStep, codeStepOf } from './repair'
import { useRunDesk } from './use-run-desk'
import { useShell } from './use-shell'
import { useShellKeys } from './use-shell-keys'
import { useSweep } from './use-sweep'
import { useNextHint, useTask } from './use-task'
import { useWidth } from './use-width'
import { useZoom } from './use-zoom'
import styles from './workbench.module.css'

const PromiseList = memo(Promises)

/** Stays as it is while nobody sees it. */
const Still = memo(
  function Still({ children }: { still: boolean; children: ReactNode }) {
    return children
  },
  (_, next) => next.still,
)

export type WorkbenchProps = {
  session: LabSession
  state: SessionState
  run: Run
  parts: LabParts
  place: LabPlace
  question: MidRunQuestion | undefined
  /** Takes the focus when the lab starts; its keys are heard there. */
  region: RefObject<HTMLElement | null>
  /** Over the whole window. */
  full: boolean
  setFull: (full: boolean) => void
}

export function Workbench({
  session,
  state,
  run,
  parts: own,
  place,
  question,
  region,
  full,
  setFull,
}: WorkbenchProps) {
  const highlight = useHighlighter(run.recipe.edits !== undefined)
  const parts = useMemo(() => editedParts(own, run, highlight), [own, run, highlight])
  const root = useRef<HTMLDivElement>(null)
  const width = useWidth(root)
  const layout = layoutOf(width)
  const inView = useInView(root)
  const shell = useShell()
  const commands = useCommands(session, place.place)
  const task = useTask(place.place, run.recipe.variant)
  const editing = useEditing(session, task)
  const repairing = editing.on && editing.first !== null
  const view = useMemo(() => {
    const found = runViewOf(state, parts, run)
    // The next step is the reader's own code, not a variant that has it done.
    return repairing ? { ...found, remedy: null, survived: false } : found
  }, [state, parts, run, repairing])
  const faults = useFaults(session, parts, shell)
  const [zoom, onZoom] = useZoom(view.playhead.at, endOf(view.trace))
  const edits = useEdits(session, state, own, run)
  const settled = useSettled(view.trace, view.playhead.index)
  const showEvidence = useEvidence(root, shell, commands)
  const causes = useCauseActions(root, shell, commands)
  const pointed = useCauseMarks(root, {
    trace: view.trace,
    until: settled.index,
    lab: view.lab,
    enabled: state.mode.name === 'run',
  })
  usePlayback(session, state)
  useAddress(place.place, run, state.mode)
  useKeptScroll(root, state.mode.name)
  useActive(place.place, root)
  const { asked, secret } = useQuestion(question, session, state, run, view.lab)
  const desk = useRunDesk({
    place: place.place,
    sources: own.content.sources,
    session,
    state,
    run,
    parts,
    region,
  })
  const secrets = secret ? { ...desk, run: true } : desk
  const showSweepBeside = () => {
    session.show(runMode)
    shell.setTab('sweep')
  }
  const { sweep, sweepEdits } = useSweep(session, state, edits, repairing ? showSweepBeside : null)
  const offer = useEffectEvent(() =>
    labPalette({ view, layout, session, shell, commands, setFull, sweep }),
  )
  useEffect(() => offerPalette(place.place, () => offer()), [place])
  const mode = modeFor(state.mode, view.lab)
  const hidden = mode.name !== 'run'
  const stopped = state.stage === 'failed'
  const hint = useNextHint(place.place)
  const codeStep =
    editing.on && !state.playing && !stopped
      ? codeStepOf({ edits, pending: state.pending, repairing, sweepable: desk.sweepable, hint })
      : null
  const takeCodeStep = (step: CodeStep) => {
    if (step.name === 'line') {
      session.show(runMode)
      shell.setTab('code')
      editing.goTo(step.place)
    } else if (step.name === 'hint') {
      shell.setTab('goal')
      step.hint.read()
    } else sweepEdits()
  }
  const beside = besideOf(state, parts, view)
  const toBeside = () => session.show({ name: 'beside', variant: neighbourOf(view).id })
  const toRun = () => session.show(runMode)
  const toOrders = view.lab.interleaving ? () => session.show({ name: 'orders' }) : null
  useShellKeys({
    root: region,
    shell,
    commands,
    view,
    full,
    setFull,
    mode: mode.name,
    onZoom,
    onRun: toRun,
  })

  const margin = layout === 'wide' ? 20 : 16
  const timeWidth = width - 2 * margin
  // While a page is printed or captured there may be none.
  const room = timeWidth > 0
  const time = (
    <SpaceTime
      trace={view.trace}
      playhead={view.playhead}
      lab={view.lab}
      variant={view.variant.id}
      width={timeWidth}
      furthest={view.furthestAt}
      secret={secrets.run}
      zoom={zoom}
      subject={shell.subject}
      onSeek={commands.seek}
      onZoom={onZoom}
      onSubject={shell.setSubject}
    />
  )
  const docked = layout === 'narrow' && inView && (!hidden || mode.name === 'orders')
  const notice = asked ? (
    <MidRunForm {...asked} />
  ) : (
    <NoticeLine notice={state.notice} onUndo={commands.undo} onClose={() => session.notice(null)} />
  )
  const content = (name: PanelName) =>
    name === 'time' ? (
      <div className={styles.column}>{time}</div>
    ) : (
      <PanelContent
        name={name}
        place={place.place}
        layout={layout}
        view={view}
        settled={settled}
        secret={secrets.run}
        parts={parts}
        session={session}
        shell={shell}
        faults={faults}
        commands={commands}
        edits={edits}
        editing={editing}
        causes={causes}
        pending={state.pending}
        sweepNext={codeStep?.name === 'sweep'}
        onSweepEdits={sweepEdits}
      />
    )
  return (
    <>
      <div
        ref={root}
        className={styles.workbench}
        data-layout={layout}
        data-repair={(repairing && mode.name === 'run') || undefined}
      >
        <LabHead
          view={view}
          task={task}
          layout={layout}
          full={full}
          repairing={repairing}
          codeStep={codeStep}
          nextElsewhere={state.playing || stopped}
          mode={mode.name}
          onVariant={session.setVariant}
          onRemedy={session.replayBeside}
          onBeside={toBeside}
          onAction={commands.act}
          onFull={() => setFull(!full)}
          onCompare={() => shell.open('changes')}
          onSweep={repairing ? sweepEdits : sweep}
          onCodeStep={takeCodeStep}
          onOrders={toOrders}
          onMore={() => shell.open('break')}
        />
        <PointedProvider value={pointed}>
          <Activity mode={hidden ? 'hidden' : 'visible'}>
            <Still still={hidden}>
              <PromiseList
                trace={view.trace}
                playhead={settled}
                lab={view.lab}
                variant={view.variant.id}
                waits={editing.on && edits.mistake !== null}
                onShowEvidence={showEvidence}
              />
              {!room ? null : (
                <>
                  <Panels
                    layout={layout}
                    lab={view.lab}
                    variant={view.variant}
                    tab={shell.tab}
                    onTab={shell.setTab}
                    render={content}
                    aside={`at ${formatMs(view.playhead.at)}`}
                    editing={editing.on}
                    repairing={repairing}
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
                        {time}
                      </section>
                      <PlayerBar
                        view={view}
                        furthest={state.furthest}
                        width={timeWidth}
                        zoom={showsBoth(timeWidth) ? undefined : zoom}
                        playing={state.playing}
                        nextElsewhere={asked !== null || stopped || codeStep !== null}
                        commands={commands}
                      />
                    </>
                  )}
                </>
              )}
            </Still>
          </Activity>
        </PointedProvider>
        {mode.name === 'run' ? null : (
          <ModeView key={mode.name} mode={mode} onBack={mode.name === 'orders' ? null : toRun}>
            {!room ? null : (
              <ModeContent
                mode={mode}
                session={session}
                parts={parts}
                view={view}
                beside={beside}
                layout={layout}
                width={timeWidth}
                playing={state.playing}
                furthest={state.furthest}
                secrets={secrets}
                commands={commands}
                onRun={toRun}
              />
            )}
          </ModeView>
        )}
        <div className={styles.foot}>
          {docked || (state.notice === null && !asked) ? null : (
            <div className={styles.notice}>{notice}</div>
          )}
          <EditedLine
            edits={edits}
            run={run}
            shown={parts !== own}
            editing={editing.on}
            onEdit={() => editing.setEditing(true)}
          />
          <ScheduleBar
            session={session}
            state={state}
            run={run}
            preview={shell.preview}
            begun={shell.begun}
            onEndLine={shell.endLine}
            onRuns={() => shell.open('runs')}
            onShare={commands.share}
            onFacts={() => shell.open('facts')}
            onKeys={() => shell.open('keys')}
          />
        </div>
        {beside && room ? <BesideLists beside={beside} parts={parts} commands={commands} /> : null}
      </div>
      {docked ? (
        <Dock
          notice={notice}
          view={view}
          furthest={state.furthest}
          playing={state.playing}
          codeStep={codeStep}
          nextElsewhere={asked !== null || stopped || codeStep !== null}
          speed={state.speed}
          commands={commands}
          onSpeed={session.setSpeed}
          onRemedy={session.replayBeside}
          onSweep={repairing ? sweepEdits : sweep}
          onCodeStep={takeCodeStep}
          onBreak={() => shell.open('break')}
        />
      ) : null}
      {!inView && !full && state.furthest > 0 ? (
        <DockedStrip
          place={place.place}
          view={view}
          playing={state.playing}
          onPlay={commands.play}
          onBack={() => root.current?.scrollIntoView({ block: 'start' })}
        />
      ) : null}
      <Overlays
        session={session}
        view={view}
        run={run}
        parts={parts}
        shell={shell}
        faults={faults}
        commands={commands}
        onBeside={toBeside}
        onSweep={sweep}
        onOrders={toOrders}
        onLeave={() => setFull(false)}
      />
      <PrintSheet
        place={place.place}
        view={view}
        parts={parts}
        seen={secrets.run ? state.furthest : null}
      />
      <LiveRegion
        sentence={view.sentence}
        playing={state.playing}
        notice={
          asked ? questionInWords(asked.moment, asked.listener) : (state.notice?.text ?? null)
        }
      />
    </>
  )
}

/** An address may ask for what this lab is not about. */
function modeFor(mode: LabMode, { interleaving }: RunView['lab']): LabMode {
  return mode.name === 'orders' && !interleaving ? runMode : mode
}

/** What a variant is compared with first: what repairs it, else another. */
function neighbourOf({ lab, variant }: RunView): VariantDefinition {
  const remedy = lab.variants.find(({ id }) => id === lab.remedy[variant.id])
  const others = lab.variants.filter(({ id }) => id !== variant.id)
  // What breaks nothing stands beside another way to break nothing.
  const peer = variant.breaks.length === 0 && others.find(({ breaks }) => breaks.length === 0)
  return remedy ?? (peer || (choiceOfVariants(lab).find(({ id }) => id !== variant.id) ?? variant))
}

/** The address of the page holds what runs. */
function useAddress(place: string, run: Run, mode: LabMode): void {
  useEffect(() => {
    let late = false
    const { edits } = run.recipe
    const write = (code: string | null) => {
      if (late) return
      const address = writeAddress(location.href, place, run.recipe, { fingerprint: null, mode })
      history.replaceState(history.state, '', withCode(address, place, code))
    }
    if (!edits) write(null)
    else {
      // This tab's own text: it is not asked about after a reload.
      rememberOwn(edits).catch(() => undefined)
      // Too long for one, it is not in the address; the editor keeps it, and says so when it is shared.
      packCode(edits).then(write, () => write(null))
    }
    return () => {
      late = true
    }
  }, [place, run, mode])
}

function useActive(place: string, root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = root.current
    const touch = () => setActiveLab(place)
    touch()
    element?.addEventListener('pointerdown', touch)
    element?.addEventListener('focusin', touch)
    return () => {
      element?.removeEventListener('pointerdown', touch)
      element?.removeEventListener('focusin', touch)
      setActiveLab(null)
    }
  }, [place, root])
}
