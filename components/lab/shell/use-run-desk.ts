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
import type { LabSources } from '@/simulations/kernel/lab'
import type { LabParts } from '../session/lab-parts'
import type { LabSession } from '../session/lab-session'
import {
  isAwaited,
  onWaitingChange,
  type RunKey,
  runSeen,
  type SeenRun,
  takeRuns,
  takeSaying,
  tellWatchers,
} from '../session/run-desk'
import { sweepCountOf } from '../sweep/sweep-count'
import type { Run, SessionState } from '../session/session-state'
import { endOf } from '../views/playhead'
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

export function useRunDesk({
  place,
  sources,
  session,
  state,
  run,
  parts,
  region,
}: RunDesk): Secrets {
  const take = useEffectEvent((recipe: Run['recipe']) => {
    session.openRun(recipe)
    region.current?.scrollIntoView({ block: 'start' })
    region.current?.focus({ preventScroll: true })
  })
  useEffect(() => takeRuns(place, (recipe) => take(recipe)), [place])
  const other = state.beside?.run ?? null
  const seen = state.furthest >= run.report.trace.length
  const otherSeen = other !== null && (state.beside?.furthestAt ?? 0) >= endOf(other.report.trace)
  // What was answered before is no secret any more, wherever on the page it was asked.
  useEffect(() => {
    loadProgress().catch(() => undefined)
  }, [])
  const { campaigns } = session
  const sweepOf = (of: Run) => sweepCountOf(campaigns.state(), of.recipe)
  const swept = useSyncExternalStore(
    campaigns.subscribe,
    () => sweepOf(run),
    () => null,
  )
  const seenRun = ({ recipe, report: { trace, schedule } }: Run): SeenRun => ({
    recipe,
    schedule,
    sources,
    swept: sweepCountOf(campaigns.state(), recipe),
    trace,
    lab: parts.definition,
    story: storyFor(trace, parts.definition),
  })
  const say = (sentences: readonly string[]) => {
    if (sentences.length > 0) session.notice({ text: sentences.join(' '), keep: true })
  }
  const watched = (about: SeenRun, marked: boolean) => {
    tellWatchers(place, about).then(
      (said) =>
        say(marked && said.length > 0 ? ['This run has marked your prediction.', ...said] : said),
      // What watches could not be fetched: then nothing is said.
      () => undefined,
    )
  }
  const report = useEffectEvent((ended: Run) => {
    const about = seenRun(ended)
    const marked = runSeen(place, keyOf(ended), about) > 0
    say(marked ? ['This run has marked your prediction.'] : [])
    watched(about, marked)
  })
  const tellSwept = useEffectEvent(() => watched(seenRun(run), false))
  const greet = useEffectEvent((_began: Run) => {
    const saying = takeSaying(place)
    if (saying !== null) say([saying])
  })
  useEffect(() => greet(run), [run])
  useEffect(() => {
    if (swept) tellSwept()
  }, [swept])
  // Only when the end comes into sight: a question that is asked again later waits for the next time.
  useEffect(() => {
    if (seen) report(run)
  }, [seen, run])
  useEffect(() => {
    if (other && otherSeen) report(other)
  }, [otherSeen, other])
  return { run: useAwaited(place, run), beside: useAwaited(place, other) }
}

function useAwaited(place: string, run: Run | null): boolean {
  const key = useMemo(() => (run ? keyOf(run) : null), [run])
  const ask = useCallback(() => key !== null && isAwaited(place, key), [place, key])
  return useSyncExternalStore(onWaitingChange, ask, () => false)
}

/** @returns `null` for a run of the reader's own code: no question is about that */
function keyOf({ recipe, report }: Run): RunKey | null {
  if (recipe.edits) return null
  return { variant: recipe.variant, seed: recipe.seed, ranAs: report.schedule }
}
