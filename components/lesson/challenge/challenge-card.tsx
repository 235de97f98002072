'use client'

/** One challenge: what to bring about, in the lab beside it, and what the reader's last run says of it. */
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import {
  askForRun,
  isOnPlate,
  offerHint,
  onDeskChange,
  type SeenRun,
  setTask,
  taskAt,
  taskRoomAt,
  watchRuns,
} from '@/components/lab/session/run-desk'
import { loadProgress, useRecord } from '@/components/progress/use-progress'
import type { ChallengeProgress } from '@/components/progress/records'
import { Button } from '@/components/ui/button'
import { KeepsPlace } from '@/components/ui/keeps-place'
import { useNear } from '@/components/ui/use-near'
import type { Challenge, ConditionResult } from '@/simulations/challenges/challenge'
import styles from './challenge-card.module.css'
import { ChallengeInLab } from './challenge-in-lab'
import { type Try, triedOnce } from './tries'
import { attemptOf, Results } from './results'
import { parWords, Solved } from './solved'

export type ChallengeCardProps = {
  /** "6.4". */
  number: string
  challenge: Challenge
}

/** What a run was judged to be. */
interface Judged {
  results: readonly ConditionResult[]
  fingerprint: string
  /** Its code was swept as well. */
  swept: boolean
}

const untouched = { tries: 0, hints: 0, solved: null }

export function ChallengeCard({ number, challenge }: ChallengeCardProps) {
  const { id, place, kind, par, start, hints } = challenge
  const card = useRef<HTMLElement>(null)
  const progress = useRecord('challenges', id, useNear(card))
  const [judged, setJudged] = useState<Judged | null>(null)
  const href = `#challenge-${id}`
  const room = useSyncExternalStore(
    onDeskChange,
    () => (taskAt(place)?.href === href ? taskRoomAt(place) : null),
    () => null,
  )
  const current = useSyncExternalStore(
    onDeskChange,
    () => judged !== null && isOnPlate(place, judged.fingerprint),
    () => false,
  )
  const [asked, setAsked] = useState(false)
  const [opening, setOpening] = useState(false)
  const [list, setList] = useState<readonly Try[]>([])
  const tried = useRef(new Set<string>())
  const seen = useEffectEvent(async (run: SeenRun) => {
    const [{ costOf, judge }, { endlessLoopInWords, endlessLoopOf }] = await Promise.all([
      import('@/simulations/challenges/challenge'),
      import('@/simulations/kernel/endless-loop'),
    ])
    const loop = endlessLoopOf(run.trace)
    if (loop)
      return asked && run.recipe.variant === start.variant
        ? `Challenge ${number}: this run says nothing of it, since ${endlessLoopInWords(loop)}.`
        : null
    const attempted = attemptOf(run)
    const results = judge(challenge, attempted, run.lab)
    if (!results) return null
    const solved = results.every(({ met }) => met)
    // A run of the lab as it stands on the page is no try.
    if (!asked && !solved) return null
    setJudged({ results, fingerprint: run.fingerprint, swept: run.swept !== null })
    const cost = costOf(challenge, attempted, run.sources)
    // Seen, swept, and perhaps seen again: one try. Of a repair, whatever its runs have had to bear.
    const edits = Object.entries(attempted.edits).sort()
    const attempt = JSON.stringify(kind === 'repair' ? edits : [run.schedule, edits])
    const tries = tried.current.has(attempt) ? 0 : 1
    tried.current.add(attempt)
    setList((before) =>
      triedOnce(before, {
        attempt,
        number: (progress?.tries ?? 0) + tries,
        cost,
        left: results.filter(({ met }) => !met).length,
      }),
    )
    keep(id, (before) => after(before, tries, solved ? { cost, run } : null, challenge.lab))
    // A repair is looked at where it was made, and there is the way out of it.
    if (solved && kind === 'break') setTask(place, null)
    // Where it stands beside the code, that is said there.
    if (room && !solved) return null
    return saidOf(challenge, number, results, cost)
  })
  useEffect(() => watchRuns(place, (run) => seen(run)), [place])

  const open = () => {
    setAsked(true)
    const there = askForRun(place, start, {
      ...(kind === 'break'
        ? { saying: `Challenge ${number}: ${challenge.title}. ${challenge.text}` }
        : {}),
      task: {
        name: `Challenge ${number}`,
        title: challenge.title,
        text: challenge.text,
        repair: fileToRepair(challenge),
        href,
        variant: start.variant,
      },
      onBegun: () => setOpening(false),
    })
    setOpening(there)
    document.getElementById(`lab-${place}`)?.scrollIntoView({ block: 'start' })
  }
  const hint = () => {
    keep(id, (before) => {
      const base = before ?? { id, ...untouched }
      return { ...base, hints: Math.min(base.hints + 1, hints.length) }
    })
  }
  const shown = hints.slice(0, progress?.hints ?? 0)
  /** Of what the last hint was read for: the next one is called for when that has been tried. */
  const [helped, setHelped] = useState<Judged | null>(null)
  const fell = judged?.swept === true && judged.results.some(({ met }) => !met)
  const count = shown.length + 1
  const calls = room !== null && current && fell && helped?.fingerprint !== judged.fingerprint
  const next = calls && count <= hints.length ? count : null
  const read = useEffectEvent(() => {
    setHelped(judged)
    hint()
    // The button that was pressed is gone then.
    setTimeout(
      () => [...(room?.querySelectorAll<HTMLElement>('[data-hint]') ?? [])].at(-1)?.focus(),
      100,
    )
  })
  useEffect(() => {
    if (next === null) return
    offerHint(place, { number: next, read: () => read() })
    return () => offerHint(place, null)
  }, [place, next])
  return (
    <section
      ref={card}
      className={styles.card}
      aria-labelledby={`challenge-${id}`}
      data-challenge={id}
    >
      <KeepsPlace of={`lab-${place}`} here={card}>
        <p className={styles.kicker}>
          <span>Challenge {number}</span>
          <span>
            {kind === 'break' ? 'break it' : 'repair it'}, par {parWords(challenge, par)}
          </span>
        </p>
        <h3 id={`challenge-${id}`} className={styles.title}>
          {challenge.title}
        </h3>
        <p className={styles.text}>{challenge.text}</p>
        <Solved challenge={challenge} progress={progress} />
        {judged ? <Results results={judged.results} old={!current} /> : null}
        {shown.length > 0 ? (
          <ol className={styles.hints} aria-label="Hints">
            {shown.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ol>
        ) : null}
        <div className={styles.acts}>
          <Button onClick={open} aria-busy={opening}>
            {opening ? 'Opening the lab' : judged ? 'Begin again' : 'Open it in the lab'}
          </Button>
          {shown.length < hints.length ? (
            <Button kind="plain" onClick={hint}>
              Hint {shown.length + 1} of {hints.length}
            </Button>
          ) : null}
          <span className={styles.tries}>{triesWords(progress)}</span>
        </div>
      </KeepsPlace>
      {room
        ? createPortal(
            <ChallengeInLab
              challenge={challenge}
              number={number}
              progress={progress}
              results={judged?.results ?? null}
              old={!current}
              tries={list}
              onHint={hint}
              onLeave={() => setTask(place, null)}
            />,
            room,
          )
        : null}
    </section>
  )
}

function saidOf(
  challenge: Challenge,
  number: string,
  results: readonly ConditionResult[],
  cost: number,
): string {
  const left = results.filter(({ met }) => !met)
  if (left.length === 0)
    return `Challenge ${number} is solved, with ${parWords(challenge, cost)}: ${challenge.title}.`
  const found = left.map(({ asked, found }) => (found === null ? asked : `${asked} (${found})`))
  return `Challenge ${number}, still to do: ${found.join('; ')}.`
}

function after(
  before: ChallengeProgress | null,
  more: number,
  done: { cost: number; run: SeenRun } | null,
  lab: string,
): ChallengeProgress | null {
  const base = before ?? { id: '', ...untouched }
  const tries = base.tries + more
  // The best one stays.
  if (!done || (base.solved && base.solved.cost <= done.cost)) return { ...base, tries }
  const { recipe, schedule } = done.run
  return {
    ...base,
    tries,
    solved: {
      solvedAt: Date.now(),
      cost: done.cost,
      recipe: { lab, ...recipe, schedule },
    },
  }
}

function keep(
  id: string,
  change: (before: ChallengeProgress | null) => ChallengeProgress | null,
): void {
  loadProgress()
    .then((store) =>
      store.update('challenges', id, (before) => {
        const next = change(before)
        return next ? { ...next, id } : null
      }),
    )
    // Without the store's code nothing is kept, and the card stays as it is.
    .catch(() => undefined)
}

function triesWords(progress: ChallengeProgress | null): string {
  if (!progress || progress.tries === 0) return ''
  return `${progress.tries} ${progress.tries === 1 ? 'try' : 'tries'}`
}

/** Path of the file that a repair is about; `null` for what is to be broken. */
function fileToRepair({ conditions }: Challenge): string | null {
  for (const condition of conditions)
    if (condition.kind === 'code' && condition.whose === 'reader') return condition.files[0] ?? null
  return null
}
