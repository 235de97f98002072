'use client'

/** One file with its gutter. The gutter is one tab stop: arrows move between the lines that can crash. */
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  useMemo,
  useRef,
  useState,
} from 'react'
import { CodeLine } from '@/components/lesson/code-listing'
import type { Line } from '@/components/lesson/spans'
import { Mark } from '@/components/ui/mark'
import { useFollow } from '../space-time/use-follow'
import { type CodeState, type LineNote, passesInWords } from '../views/code-state'
import styles from './code-panel.module.css'
import type { CodeFile } from './code-panel'
import { NeverRanNote } from './verdict-note'

export interface SourceListingProps {
  file: CodeFile
  state: CodeState
  onCrash: (line: number, when: 'before' | 'after') => void
  /** The choice as a menu: for fingers, which have no Shift, and to say which time is meant. */
  onMenu: (line: number, anchor: Element) => void
}

export function SourceListing({ file, state, onCrash, onMenu }: SourceListingProps) {
  const [stop, setStop] = useState<number | null>(null)
  // Later ones the reader puts there themselves, and sees them.
  const [plannedAtFirst] = useState(() => [...state.planned.keys()][0] ?? null)
  const current = [...state.current.keys()][0] ?? [...state.cracks.keys()].at(-1) ?? plannedAtFirst
  const list = useFollow(current, current === null ? undefined : `[data-line="${current}"]`)
  const lines = useMemo(
    () =>
      file.lines.map((spans, index) => ({
        spans,
        number: index + 1,
        breakable: file.breakable.includes(index + 1),
      })),
    [file],
  )
  const tabStop = stop ?? current ?? file.breakable[0]
  const reachable = file.breakable.includes(tabStop ?? -1) ? tabStop : file.breakable[0]
  const gutters = useRef(new Map<number, HTMLButtonElement>())

  function move(line: number, event: KeyboardEvent<HTMLButtonElement>) {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by !== 0) {
      event.preventDefault()
      const next = file.breakable[file.breakable.indexOf(line) + by]
      if (next === undefined) return
      setStop(next)
      gutters.current.get(next)?.focus()
    } else if (event.key === 'Enter' && event.altKey) {
      event.preventDefault()
      onMenu(line, event.currentTarget)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      onCrash(line, event.shiftKey ? 'after' : 'before')
    }
  }

  function press(line: number, event: MouseEvent<HTMLButtonElement>) {
    if (byFinger(event) || event.altKey) onMenu(line, event.currentTarget)
    else onCrash(line, event.shiftKey ? 'after' : 'before')
  }

  return (
    <div ref={list} className={styles.listing}>
      {lines.map(({ spans, number, breakable }) => {
        const here = state.current.get(number)
        const crack = state.cracks.get(number)
        const planned = state.planned.get(number)
        const passes = state.passes.get(number) ?? 0
        const note = state.notes.find((candidate) => candidate.line === number)
        const beside = note?.text ?? here?.join(', ')
        return (
          <div
            key={number}
            className={styles.line}
            data-line={number}
            data-thing={breakable ? `line ${file.node} ${file.name} ${number}` : undefined}
            style={beside ? lengthsOf(spans, beside) : undefined}
            data-current={here || crack ? true : undefined}
            data-crack={crack}
            data-planned={crack ? undefined : planned?.when}
            data-breakable={breakable || undefined}
            data-not-run={state.notRun.has(number) || undefined}
          >
            {breakable ? (
              <button
                ref={(element) => {
                  if (element) gutters.current.set(number, element)
                  else gutters.current.delete(number)
                }}
                type="button"
                className={styles.gutter}
                data-enter-only
                data-cracked={crack || planned ? true : undefined}
                tabIndex={number === reachable ? 0 : -1}
                title={titleOf(file.node, passes, planned !== undefined)}
                aria-pressed={planned !== undefined}
                aria-label={`Crash ${file.node} before line ${number}${passes === 0 ? '' : `, which ${passesInWords(passes)}`}`}
                aria-keyshortcuts="Enter Shift+Enter Alt+Enter"
                onFocus={() => setStop(number)}
                onKeyDown={(event) => move(number, event)}
                onClick={(event) => press(number, event)}
                onContextMenu={(event) => {
                  event.preventDefault()
                  onMenu(number, event.currentTarget)
                }}
              >
                {passes === 0 || crack || planned ? null : (
                  <span className={styles.passes}>{passes}×</span>
                )}
                <Mark meaning="crack" size={13} />
              </button>
            ) : (
              <span />
            )}
            <i>{number}</i>
            <code>
              <CodeLine line={spans} />
            </code>
            <Note note={note} here={here} />
          </div>
        )
      })}
    </div>
  )
}

function titleOf(node: string, passes: number, planned: boolean): string {
  const reached = passes === 0 ? 'Not reached yet' : `This line ${passesInWords(passes)}`
  return planned
    ? `${reached}. The schedule has a crash of ${node} here: take it back`
    : `${reached}. Crash ${node} before it; with Shift, after it; with Alt, the choice of the time`
}

/** A press by a screen reader says nothing of itself: there the device decides. */
function byFinger({ nativeEvent }: MouseEvent): boolean {
  const pointer = 'pointerType' in nativeEvent ? nativeEvent.pointerType : ''
  if (pointer === 'mouse' || pointer === 'pen') return false
  return pointer === 'touch' || matchMedia('(pointer: coarse)').matches
}

/** Characters of the code and of the note beside it: where both do not fit, the note goes below. */
function lengthsOf(spans: Line, note: string): CSSProperties {
  const code = spans.reduce((sum, span) => sum + span.text.length, 0)
  return { '--code': code, '--note': note.length } as CSSProperties
}

function Note({ note, here }: { note: LineNote | undefined; here: readonly string[] | undefined }) {
  if (!note) return here ? <span className={styles.note}>{here.join(', ')}</span> : null
  if (note.meaning === 'lost') return <NeverRanNote className={styles.note} text={note.text} />
  return (
    <span className={styles.note} data-meaning={note.meaning}>
      {note.meaning === 'committed' ? <Mark meaning="committed" size={9} /> : null}
      {note.text}
    </span>
  )
}
