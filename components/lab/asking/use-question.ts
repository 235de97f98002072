/** One question in the middle of the first run: the run waits for an answer, or for being let go on. Nothing is kept. */
import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { MidRunQuestion } from '../lab'
import type { LabSession } from '../session/lab-session'
import { playheadAfter } from '../session/moves'
import type { Run, SessionState } from '../session/session-state'
import { hears, type QuestionMoment, questionMoment } from './question-moment'

export interface AskedQuestion {
  moment: QuestionMoment
  listener: string
  /** @param heard what the reader says; `null` without an answer */
  answer: (heard: boolean | null) => void
}

export interface Asking {
  /** Waiting for an answer now. */
  asked: AskedQuestion | null
  /** What comes is not shown, not even in pencil. */
  secret: boolean
}

export function useQuestion(
  question: MidRunQuestion | undefined,
  session: LabSession,
  { playhead, playing, furthest }: SessionState,
  run: Run,
  lab: LabDefinition,
): Asking {
  const { trace } = run.report
  const [first] = useState(trace)
  const [stage, setStage] = useState<'before' | 'asked' | 'behind'>('before')
  const [said, setSaid] = useState<boolean | null>(null)
  const moment = useMemo(
    () => (question && trace === first ? questionMoment(trace, lab) : null),
    [question, trace, first, lab],
  )
  const { index } = playhead
  const pass = useEffectEvent((at: number, plays: boolean, before: typeof stage) => {
    if (!moment || before === 'behind') return
    const reached = at >= moment.index && at < moment.crash
    if (before === 'before' && reached && plays) {
      session.moveTo(playheadAfter(trace, moment.index - 1), false)
      setStage('asked')
    }
    // Who goes on alone, or has come to the crash, is not asked.
    else if (at >= moment.crash || (before === 'asked' && plays)) setStage('behind')
  })
  useEffect(() => pass(index, playing, stage), [index, playing, stage])

  const ended = moment !== null && said !== null && furthest >= trace.length
  const mark = useEffectEvent(() => {
    if (!moment || !question || said === null) return
    const { listener } = question
    const heard = hears(trace, lab, listener, moment.subject)
    const came = heard
      ? `${listener} heard of ${moment.subject}`
      : `${listener} heard nothing of ${moment.subject}`
    session.notice({ text: said === heard ? `As you said: ${came}.` : `Not as you said: ${came}.` })
    setSaid(null)
  })
  useEffect(() => {
    if (ended) mark()
  }, [ended])

  if (!question || !moment || stage === 'behind') return { asked: null, secret: false }
  const answer = (heard: boolean | null) => {
    setSaid(heard)
    setStage('behind')
    session.play(true)
  }
  return {
    asked: stage === 'asked' ? { moment, listener: question.listener, answer } : null,
    secret: true,
  }
}
