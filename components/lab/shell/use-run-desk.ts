/** What the page asks of a started lab, and what it is told: runs to play, and runs that have been seen to their end. */
import {
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useSyncExternalStore,
} from 'react'
import { loadProgress } from '@/components/progress/use-progress'
import type { LabDefinition, LabSources } from '@/simulations/kernel/lab'
import { effectiveRecipe } from '../session/edits'
import { sameRecipe } from '../session/lab-recipe'
import type { LabParts } from '../session/lab-parts'
import type { LabSession } from '../session/lab-session'
import {
  isAwaited,
  onDeskChange,
  putOnPlate,
  type RunKey,
  runSeen,
  type SeenRun,
  takeRuns,
  takeSaying,
  tellWatchers,
} from '../session/run-desk'
import type { Run, SessionState } from '../session/session-state'
import { isBusy } from '../sweep/campaign-state'
import { sweepCountOf } from '../sweep/sweep-count'
import { endOf, type Playhead } from '../views/playhead'
import { storyFor } from './run-view'

export interface RunDesk {
  place: string
  /** The lab's own texts. */
  sources: LabSources
  session: LabSession
  state: SessionState
  run: Run
  parts: LabParts
  region: RefObject<HTMLElement | null>
}

/** Of the run and of the one beside it: whether somebody was asked what will come of it. Then nothing gives it away. */
export interface Secrets {
  run: boolean
  beside: boolean
}

export interface DeskState extends Secrets {
  /** The code of the run has not been swept, and is not being swept. */
  sweepable: boolean
}

export function useRunDesk({
  place,
  sources,
  session,
  state,
  run,
  parts,
  region,
}: RunDesk): DeskState {
  const { campaigns } = session
  const lab = parts.definition
  const other = state.beside?.run ?? null
  const seen = state.furthest >= run.report.trace.length
  const otherSeen = other !== null && (state.beside?.furthestAt ?? 0) >= endOf(other.report.trace)
  const sweptOf = ({ recipe }: Run) => sweepCountOf(campaigns.state(), recipe, lab)
  const swept = useSyncExternalStore(
    campaigns.subscribe,
    () => sweptOf(run),
    () => null,
  )
  const sweeping = useSyncExternalStore(
    campaigns.subscribe,
    () => [...campaigns.state().values()].some(isBusy),
    () => false,
  )
  const seenRun = (ended: Run): SeenRun => {
    const { trace, schedule, fingerprint } = ended.report
    return {
      recipe: effectiveRecipe(ended.recipe, lab),
      schedule,
      sources,
      swept: sweptOf(ended),
      trace,
      fingerprint,
      lab,
      story: storyFor(trace, lab),
    }
  }
  const say = (sentences: readonly string[], card: string | null = null) => {
    if (sentences.length === 0) return
    const link = card === null ? undefined : { text: 'Back to the question', to: card }
    session.notice({ text: sentences.join(' '), keep: true, link })
  }
  /** @param card the element that asks what this run has marked */
  const tell = async (about: SeenRun, card: string | null) => {
    const first = card === null ? [] : ['This run has marked your prediction.']
    say(first, card)
    // What watches could not be fetched: then nothing is said.
    const said = await tellWatchers(place, about).catch(() => [])
    if (said.length > 0) say([...first, ...said], card)
  }

  const take = useEffectEvent((recipe: Run['recipe'], at: Playhead | null) => {
    const shown = state.mode.name === 'run' && sameRecipe(recipe, run.recipe)
    if (at && shown) session.moveTo(at, false)
    else session.openRun(recipe, at?.at)
    region.current?.scrollIntoView({ block: 'start' })
    region.current?.focus({ preventScroll: true })
  })
  const greet = useEffectEvent((_began: Run) => {
    const saying = takeSaying(place)
    if (saying !== null) say([saying])
  })
  const report = useEffectEvent((ended: Run) => {
    const about = seenRun(ended)
    void tell(about, runSeen(place, keyOf(ended, lab), about)[0] ?? null)
  })
  const reportSweep = useEffectEvent(() => void tell(seenRun(run), null))
  useEffect(() => takeRuns(place, (recipe, at) => take(recipe, at)), [place])
  useEffect(() => greet(run), [run])
  const refused = state.refusal !== null
  useEffect(() => {
    const shown = other ? [run, other] : [run]
    putOnPlate(place, refused ? [] : shown.map(({ report }) => report.fingerprint))
    return () => putOnPlate(place, [])
  }, [place, run, other, refused])
  useEffect(() => {
    if (swept) reportSweep()
  }, [swept])
  // Only when the end comes into sight: a question that is asked again later waits for the next time.
  useEffect(() => {
    if (seen) report(run)
  }, [seen, run])
  useEffect(() => {
    if (other && otherSeen) report(other)
  }, [otherSeen, other])
  // What was answered before is no secret any more, wherever on the page it was asked.
  useEffect(() => {
    loadProgress().catch(() => undefined)
  }, [])
  return {
    run: useAwaited(place, run, lab),
    beside: useAwaited(place, other, lab),
    sweepable: swept === null && !sweeping,
  }
}

function useAwaited(place: string, run: Run | null, lab: LabDefinition): boolean {
  const key = useMemo(() => (run ? keyOf(run, lab) : null), [run, lab])
  const ask = useCallback(() => key !== null && isAwaited(place, key), [place, key])
  return useSyncExternalStore(onDeskChange, ask, () => false)
}

/** @returns `null` for a run of the reader's own code: no question is about that */
function keyOf({ recipe, report }: Run, lab: LabDefinition): RunKey | null {
  if (effectiveRecipe(recipe, lab).edits) return null
  return { variant: recipe.variant, seed: recipe.seed, ranAs: report.schedule }
}
