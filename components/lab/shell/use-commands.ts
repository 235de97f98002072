/** What the lab's keys and buttons do, in one place. */
import { useMemo } from 'react'
import { useToast } from '@/components/ui/toast'
import { momentOfHand } from '../session/injection'
import type { LabSession } from '../session/lab-session'
import { endOfClock, hasEnded, nextOnClock, steppedOnClock, tracesOf } from '../session/clock'
import { happensTo, isFault, isViolation, startOfRun, steppedAlong } from '../session/moves'
import { atLab, CodeLinkError, packCode, withCode } from '../session/code-link'
import { writeAddress } from '../session/recipe-address'
import type { LabCommand } from '../player/commands'
import { fasterBy } from '../player/speeds'
import type { Playhead, Seek } from '../views/playhead'
import { playheadAt } from '../views/playhead'

export interface Commands {
  seek: Seek
  step: (by: 1 | -1) => void
  play: () => void
  replay: () => void
  /** @param values of its parameters; the others have their defaults */
  act: (action: string, values?: Record<string, string>) => void
  share: () => void
  undo: () => void
  /** What of the keys is about time; returns whether it was. */
  time: (command: LabCommand) => boolean
}

export function useCommands(session: LabSession, place: string): Commands {
  const toast = useToast()
  return useMemo(() => {
    const trace = () => session.state().run?.report.trace ?? []
    const traces = () => tracesOf(session.state())
    const move = (playhead: Playhead | null): boolean => {
      if (playhead) session.moveTo(playhead, false)
      return playhead !== null
    }
    const seek: Seek = (at, index) =>
      move(index === undefined ? playheadAt(trace(), at) : { at, index })
    const step = (by: 1 | -1) => void move(steppedOnClock(traces(), session.state().playhead, by))
    const replay = () => session.moveTo(startOfRun, true)
    const play = () => {
      const { playing, playhead } = session.state()
      if (!playing && hasEnded(traces(), playhead)) replay()
      else session.play(!playing)
    }
    const act = (action: string, values: Record<string, string> = {}) => {
      const at = momentOfHand(trace(), session.state().playhead)
      session.inject({ kind: 'do', action, arguments: values, at, span: { start: 0, end: 0 } })
    }
    const share = () => {
      const { run, playhead, mode } = session.state()
      if (!run) return
      const { edits } = run.recipe
      const { fingerprint } = run.report
      const recipe = { fingerprint, at: playhead.at, mode }
      const address = atLab(writeAddress(location.href, place, run.recipe, recipe), place)
      const blocked = (link: string) =>
        session.notice({ text: `The clipboard is blocked. The link is ${link}`, keep: true })
      const copy = (link: string) =>
        navigator.clipboard.writeText(link).then(
          () => toast('copied'),
          () => blocked(link),
        )
      if (!edits) void copy(withCode(address, place, null))
      else
        packCode(edits).then(
          (code) => copy(withCode(address, place, code)),
          (error: unknown) => session.notice({ text: tooLongWords(error), keep: true }),
        )
    }
    const undo = () => {
      if (session.undo()) toast('undone')
      else session.notice({ text: 'There is no change of the schedule to take back.' })
    }
    const time = (command: LabCommand): boolean => {
      const { playhead, speed } = session.state()
      switch (command.kind) {
        case 'play':
          play()
          return true
        case 'replay':
          replay()
          return true
        case 'step':
          return move(steppedOnClock(traces(), playhead, command.by))
        case 'step-lane': {
          const node = focusedNode()
          const along =
            node === null
              ? null
              : steppedAlong(trace(), playhead, command.by, happensTo(trace(), node))
          return move(along ?? steppedOnClock(traces(), playhead, command.by))
        }
        case 'start':
          return move(startOfRun)
        case 'end':
          return move(endOfClock(traces()))
        case 'speed':
          session.setSpeed(fasterBy(speed, command.by))
          return true
        case 'violation':
          return move(nextOnClock(traces(), playhead, isViolation))
        case 'fault':
          return move(nextOnClock(traces(), playhead, isFault))
        default:
          return false
      }
    }
    return { seek, step, play, replay, act, share, undo, time }
  }, [session, place, toast])
}

/** Nothing is lost: what a link cannot carry, a file can. */
function tooLongWords(error: unknown): string {
  const why =
    error instanceof CodeLinkError ? error.message : 'Your code cannot be packed for a link.'
  return `${why} It is kept here. To pass it on, choose Export and save the changed files.`
}

/** The node that the focus stands on, on the map or in a lane. */
function focusedNode(): string | null {
  return document.activeElement?.closest('[data-node]')?.getAttribute('data-node') ?? null
}
