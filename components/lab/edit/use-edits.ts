'use client'

/**
 * The reader's texts of a lab: typed here, run when they stop typing, kept as a draft at once. What cannot be compiled
 * stays as it is; the last run that could be stays on the screen.
 */
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { ProgressStore } from '@/components/progress/progress-store'
import type { Attempt } from '@/components/progress/records'
import { loadProgress, useRecords } from '@/components/progress/use-progress'
import type { LabSources } from '@/simulations/kernel/lab'
import { changedOnly, editsOf, filesOf, sameEdits, tooLongIn } from '../session/edits'
import type { LabParts } from '../session/lab-parts'
import type { LabSession } from '../session/lab-session'
import type { Run, SessionState } from '../session/session-state'
import { draftAfter } from './draft'
import type { Mistake } from './mistake-below'

/** From the last key to the run: shorter than a reader looks up, longer than between two keys. */
const pauseMs = 250

export interface Edits {
  /** Files that this variant runs, by path. */
  files: readonly string[]
  /** The lab's own texts. */
  originals: LabSources
  /** Text of a file as the reader has it. */
  textOf: (path: string) => string
  /** Paths whose text is not the lab's. */
  changed: readonly string[]
  /** Grows with every text that did not come from the editor itself: it takes that one then. */
  version: number
  type: (path: string, text: string) => void
  /** Runs what there is, now. */
  runNow: () => void
  /** The lab's own run, or the reader's; the texts stay. */
  side: 'original' | 'yours'
  show: (side: 'original' | 'yours') => void
  /** Takes all changes back; `undoReset` brings them again. */
  reset: () => void
  undoReset: (() => void) | null
  mistake: (Mistake & { path: string }) | null
  /** Why the last text did not run, where no line is to blame. */
  refusal: string | null
  /** Keeps the texts as an attempt of their own. */
  keep: () => void
  attempts: readonly Attempt[]
  open: (attempt: Attempt) => void
  forget: (attempt: Attempt) => void
  /** Texts of an earlier visit, not taken up yet. */
  draft: Attempt | null
}

export function useEdits(
  session: LabSession,
  state: SessionState,
  { definition, content }: LabParts,
  run: Run,
): Edits {
  const [texts, setTexts] = useState<LabSources>(
    // Code of a link that could not run is there to be read and mended.
    () => state.refusal?.recipe.edits ?? run.recipe.edits ?? {},
  )
  const [version, setVersion] = useState(0)
  const [before, setBefore] = useState<LabSources | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(null)
  const variant = definition.variants.find((one) => one.id === run.recipe.variant)
  const files = useMemo(() => (variant ? filesOf(variant) : []), [variant])
  const originals = content.sources
  const all = changedOnly(texts, originals)
  const changed = Object.keys(variant ? editsOf(all, variant) : {})
  const ran = run.recipe.edits ?? {}

  const stored = useRecords('attempts').filter((attempt) => attempt.lab === session.lab)
  const draftId = `${session.lab} draft`
  const kept = stored.filter((attempt) => attempt.id !== draftId)
  const draft = stored.find((attempt) => attempt.id === draftId) ?? null

  const isUsed = ({ edits }: Attempt) => files.some((path) => Object.hasOwn(edits, path))

  const submit = useEffectEvent((next: LabSources) => {
    const edits = changedOnly(next, originals)
    if (tooLongIn(edits) === null && !sameEdits(edits, session.state().recipe.edits))
      session.setEdits(edits)
  })
  const saveDraft = (next: LabSources) => {
    const change = { from: all, to: changedOnly(next, originals) }
    // The last text that can be kept stays.
    if (tooLongIn(change.to) !== null) return
    const rest = attemptOf(draftId, 'Draft')
    inStore((store) => store.update('attempts', draftId, (kept) => draftAfter(kept, change, rest)))
  }
  const attemptOf = (id: string, title: string): Omit<Attempt, 'edits'> => ({
    id,
    title,
    lab: session.lab,
    variant: run.recipe.variant,
    savedAt: Date.now(),
  })
  const take = (next: LabSources) => {
    setTexts(next)
    setVersion((count) => count + 1)
    saveDraft(next)
    submit(next)
  }
  const stop = () => {
    if (timer.current !== null) clearTimeout(timer.current)
    timer.current = null
  }
  const stopAtEnd = useEffectEvent(stop)
  useEffect(() => () => stopAtEnd(), [])

  const tooLong = tooLongIn(all)
  const { refusal } = state
  const failure =
    refusal && sameEdits(changedOnly(texts, originals), refusal.recipe.edits)
      ? refusal.failure
      : null
  return {
    files,
    originals,
    textOf: (path) => texts[path] ?? originals[path] ?? '',
    changed,
    version,
    type: (path, text) => {
      const next = { ...texts, [path]: text }
      setTexts(next)
      setBefore(null)
      saveDraft(next)
      stop()
      timer.current = setTimeout(() => submit(next), pauseMs)
    },
    runNow: () => {
      stop()
      submit(texts)
    },
    side:
      Object.keys(ran).length === 0 && Object.keys(all).length > 0 && !state.pending
        ? 'original'
        : 'yours',
    show: (side) => {
      stop()
      if (side === 'original') session.setEdits({})
      else submit(texts)
    },
    reset: () => {
      stop()
      setBefore(texts)
      take({})
    },
    undoReset:
      before === null
        ? null
        : () => {
            take(before)
            setBefore(null)
          },
    mistake: mistakeOf(failure, files),
    refusal:
      tooLong ??
      (failure && !mistakeOf(failure, files) && !isSchedule(failure) ? failure.message : null),
    keep: () => {
      if (Object.keys(all).length === 0 || tooLong !== null) return
      const numbers = kept.map((attempt) => Number(/^Try (\d+)$/.exec(attempt.title)?.[1] ?? 0))
      const number = Math.max(0, ...numbers) + 1
      const rest = attemptOf(`${session.lab} ${crypto.randomUUID()}`, `Try ${number}`)
      inStore((store) => store.put('attempts', { ...rest, edits: all }))
    },
    attempts: kept,
    open: (attempt) => {
      stop()
      take(changedOnly(attempt.edits, originals))
    },
    forget: ({ id }) => inStore((store) => store.remove('attempts', id)),
    draft: draft && isUsed(draft) && changed.length === 0 && before === null ? draft : null,
  }
}

/** Without the store's code nothing is kept, and the texts stay as they are. */
function inStore(act: (store: ProgressStore) => Promise<void>): void {
  loadProgress()
    .then(act)
    .catch(() => undefined)
}

type Failure = NonNullable<SessionState['refusal']>['failure']

/** The editor says where it is. */
function withoutPlace(message: string): string {
  return message.replace(/^[^\s:]+(, line \d+, column \d+)?: /, '')
}

function isSchedule(failure: Failure): boolean {
  return failure.kind === 'recipe' && failure.field !== 'edits'
}

function mistakeOf(
  failure: Failure | null,
  files: readonly string[],
): (Mistake & { path: string }) | null {
  if (!failure) return null
  const place =
    failure.kind === 'recipe' && failure.field === 'edits'
      ? failure.place
      : failure.kind === 'simulation' && failure.file !== null && failure.line !== null
        ? { file: failure.file, line: failure.line, column: 1 }
        : null
  const path = place && files.find((one) => one === place.file || one.endsWith(`/${place.file}`))
  if (!place || !path) return null
  return { path, line: place.line, column: place.column, message: withoutPlace(failure.message) }
}
