'use client'

/**
 * A file of a lab as an editor: the reader's lines marked, what they took out struck through, mistakes at their line, and
 * what the run did beside the text as long as it is the text that ran. Loaded when a reader first edits.
 */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { PostgreSQL, sql } from '@codemirror/lang-sql'
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language'
import { type Diagnostic, nextDiagnostic, setDiagnostics } from '@codemirror/lint'
import { getChunks, goToNextChunk, goToPreviousChunk, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension, type Text } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'
import { classNames } from '@/components/ui/class-names'
import type { CodeState } from '../views/code-state'
import styles from './code-editor.module.css'
import { type ChangeCount, changeGutter, countChanges } from './change-signs'
import { type Mistake, mistakeBelow, setMistake } from './mistake-below'
import { runMarks, setRunMarks } from './run-marks'
import { syntaxTags } from './syntax-tags'

export interface CodeEditorProps {
  /** Named for screen readers. */
  name: string
  language: 'typescript' | 'sql'
  /** The lab's own text. */
  original: string
  /** The text at first; the editor keeps its own from then on. */
  text: string
  readOnly?: boolean
  /** Long stretches without a change are one line each, which opens when it is pressed. */
  folded?: boolean
  /** Lines of the original that were taken out are shown. */
  showRemoved: boolean
  /** The keyboard goes to it once it is there. */
  takesFocus?: boolean
  mistake: Mistake | null
  /** Where the keyboard is to go, now. */
  wanted?: { line: number; column: number } | null
  /** It is there. */
  onArrive?: () => void
  /** Of the run, where this very text ran. */
  marks: CodeState | null
  onChange?: (text: string) => void
  onCount: (count: ChangeCount) => void
  /** Ctrl Enter: runs the text and breaks it in every way. */
  onRun?: () => void
  /** Ctrl S. */
  onKeep?: () => void
  /** Escape. */
  onLeave?: () => void
}

export default function CodeEditor(props: CodeEditorProps) {
  const { name, language, original, text, readOnly = false, folded = false } = props
  const { showRemoved, mistake, marks, wanted = null } = props
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const changed = useEffectEvent((document: Text) => props.onChange?.(document.toString()))
  const counted = useEffectEvent((state: EditorState) => props.onCount(countChanges(state)))
  const run = useEffectEvent(() => props.onRun?.())
  const keep = useEffectEvent(() => props.onKeep?.())
  const leave = useEffectEvent(() => props.onLeave?.())
  const start = useEffectEvent(() => text)
  const greet = useEffectEvent((editor: EditorView) => {
    if (props.takesFocus) editor.focus()
  })
  useEffect(() => {
    if (!place.current) return
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: start(),
        extensions: [
          // Before the editor's own keys: the first that takes a key has it, and those put a line in at Mod-Enter.
          keymap.of([
            { key: 'Mod-Enter', run: () => done(run) },
            { key: 'Mod-s', run: () => done(keep) },
            { key: 'Escape', run: () => done(leave) },
          ]),
          basics({ name, language, original, readOnly, folded }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc)
            if (getChunks(update.startState)?.chunks !== getChunks(update.state)?.chunks)
              counted(update.state)
          }),
        ],
      }),
    })
    view.current = editor
    counted(editor.state)
    greet(editor)
    return () => {
      view.current = null
      editor.destroy()
    }
  }, [name, language, original, readOnly, folded])
  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const found = mistake ? [diagnosticOf(editor.state.doc, mistake)] : []
    editor.dispatch(setDiagnostics(editor.state, found))
    editor.dispatch({ effects: setMistake.of(mistake) })
  }, [mistake])
  useEffect(() => {
    view.current?.dispatch({ effects: setRunMarks.of(marks) })
  }, [marks])
  const arrive = useEffectEvent(() => props.onArrive?.())
  useEffect(() => {
    const editor = view.current
    if (!editor || !wanted) return
    const anchor = positionOf(editor.state.doc, wanted)
    editor.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
    })
    editor.focus()
    arrive()
  }, [wanted])
  return <div ref={place} className={classNames(styles.editor, !showRemoved && styles.noRemoved)} />
}

function done(act: () => void): true {
  act()
  return true
}

function basics({
  name,
  language: tongue,
  original,
  readOnly,
  folded,
}: Pick<CodeEditorProps, 'name' | 'language' | 'original' | 'readOnly' | 'folded'>): Extension {
  return [
    runMarks(),
    changeGutter(),
    lineNumbers(),
    mistakeBelow(),
    highlightSpecialChars(),
    drawSelection(),
    history(),
    indentOnInput(),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    bracketMatching(),
    EditorState.readOnly.of(readOnly ?? false),
    EditorState.phrases.of({ '$ unchanged lines': '$ lines, unchanged' }),
    EditorView.contentAttributes.of({
      'aria-label': `${name}, ${readOnly ? 'read only' : 'editable. Escape leaves the editor, Tab indents'}`,
      // It scrolls, so the keyboard must reach it.
      tabindex: '0',
      autocapitalize: 'off',
      autocorrect: 'off',
    }),
    tongue === 'sql' ? sql({ dialect: PostgreSQL }) : javascript({ typescript: true }),
    syntaxHighlighting(monochrome),
    unifiedMergeView({
      original,
      mergeControls: false,
      gutter: false,
      highlightChanges: false,
      syntaxHighlightDeletions: false,
      ...(folded ? { collapseUnchanged: { margin: 3, minSize: 5 } } : {}),
    }),
    keymap.of([
      { key: 'Alt-ArrowDown', run: goToNextChunk },
      { key: 'Alt-ArrowUp', run: goToPreviousChunk },
      { key: 'F8', run: nextDiagnostic },
      indentWithTab,
      ...defaultKeymap,
      ...historyKeymap,
    ]),
    look,
  ]
}

/** Weight and slant: colours carry the meanings of a run. */
const monochrome = HighlightStyle.define([
  { tag: syntaxTags.keyword, fontWeight: '600' },
  { tag: syntaxTags.comment, fontStyle: 'italic', color: 'var(--ink-2)' },
  { tag: syntaxTags.string, color: 'var(--ink-2)' },
])

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--hand)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    fontSize: '.765rem',
    lineHeight: 'var(--editor-line)',
  },
  '.cm-content': { padding: '6px 0 12px', caretColor: 'var(--hand)' },
  '.cm-cursor': { borderLeftColor: 'var(--hand)', borderLeftWidth: '2px' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--hand-wash)',
  },
  '.cm-gutters': { backgroundColor: 'var(--plate)', color: 'var(--ink-3)', border: 'none' },
  '&.cm-merge-b .cm-changedLine': {
    backgroundColor: 'transparent',
    boxShadow: 'inset 3px 0 0 var(--hand)',
  },
  '&.cm-merge-b .cm-deletedChunk, .cm-deletedChunk': {
    backgroundColor: 'transparent',
    color: 'var(--ink-3)',
    paddingLeft: '6px',
  },
  '& .cm-collapsedLines': {
    padding: '1px 6px',
    background: 'var(--sunk)',
    color: 'var(--ink-2)',
    fontFamily: 'var(--sans)',
  },
  '& .cm-collapsedLines:before, & .cm-collapsedLines:after': { display: 'none' },
  '.cm-deletedChunk .cm-deletedLine': { textDecoration: 'line-through' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--sunk)',
    outline: '1px solid var(--edge)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--hand) 1.5px',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--plate)',
    color: 'var(--ink)',
    border: '1px solid var(--edge)',
    fontFamily: 'var(--sans)',
  },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--ink)' },
})

/** The rest of the word or of the line, so that there is something to underline. */
function diagnosticOf(document: Text, mistake: Mistake): Diagnostic {
  const { message } = mistake
  const from = positionOf(document, mistake)
  const at = document.lineAt(from)
  const word = /^\w+|^./.exec(document.sliceString(from, at.to))
  const to = from + (word?.[0].length ?? 0)
  // A mistake at the end of a line: its last character.
  return { from: from === to ? Math.max(at.from, from - 1) : from, to, severity: 'error', message }
}

/** What a compiler says of a text may lie behind its end. */
function positionOf(document: Text, place: { line: number; column: number }): number {
  const at = document.line(Math.min(Math.max(place.line, 1), document.lines))
  return Math.min(at.from + Math.max(place.column - 1, 0), at.to)
}
