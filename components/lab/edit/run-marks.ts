/** What the run did at each line, beside the text that ran. A text that has changed since has no marks. */
import { type Extension, StateEffect, StateField, type Text } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  gutter,
  GutterMarker,
  WidgetType,
} from '@codemirror/view'
import { type CodeState, type LineNote, passesInWords } from '../views/code-state'

export const setRunMarks = StateEffect.define<CodeState | null>()

interface Marks {
  state: CodeState | null
  decorations: DecorationSet
}

class NoteWidget extends WidgetType {
  readonly #meaning: LineNote['meaning']
  readonly #text: string

  constructor({ meaning, text }: Pick<LineNote, 'meaning' | 'text'>) {
    super()
    this.#meaning = meaning
    this.#text = text
  }

  override eq(other: NoteWidget): boolean {
    return this.#meaning === other.#meaning && this.#text === other.#text
  }

  override toDOM(): HTMLElement {
    const note = document.createElement('span')
    note.className = 'cm-run-note'
    note.dataset.meaning = this.#meaning
    note.textContent = this.#text
    return note
  }
}

class CrackMarker extends GutterMarker {
  override toDOM(): Node {
    const mark = document.createElement('span')
    mark.className = 'cm-crack'
    return mark
  }
}

const crack = new CrackMarker()

/** How often a line ran. */
class PassesMarker extends GutterMarker {
  readonly #passes: number

  constructor(passes: number) {
    super()
    this.#passes = passes
  }

  override eq(other: PassesMarker): boolean {
    return this.#passes === other.#passes
  }

  override toDOM(): Node {
    const mark = document.createElement('span')
    mark.className = 'cm-passes'
    mark.textContent = `${this.#passes}×`
    mark.title = passesInWords(this.#passes)
    return mark
  }
}

const field = StateField.define<Marks>({
  create: () => ({ state: null, decorations: Decoration.none }),
  update(before, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setRunMarks)) return marksOf(transaction.state.doc, effect.value)
    }
    return transaction.docChanged ? marksOf(transaction.state.doc, null) : before
  },
  provide: (marks) => EditorView.decorations.from(marks, ({ decorations }) => decorations),
})

export function runMarks(): Extension {
  return [
    field,
    gutter({
      class: 'cm-crack-gutter',
      lineMarker(view, line) {
        const { state } = view.state.field(field)
        const { number } = view.state.doc.lineAt(line.from)
        if (state?.cracks.has(number)) return crack
        const passes = state?.passes.get(number)
        return passes === undefined ? null : new PassesMarker(passes)
      },
      lineMarkerChange: (update) => update.startState.field(field) !== update.state.field(field),
      initialSpacer: () => crack,
    }),
  ]
}

function marksOf(document: Text, state: CodeState | null): Marks {
  if (!state) return { state, decorations: Decoration.none }
  const notes = new Map(state.notes.map((note) => [note.line, note]))
  const ranges = []
  for (let number = 1; number <= document.lines; number++) {
    const { from, to } = document.line(number)
    const here = state.current.get(number)
    const classes = [
      here || state.cracks.has(number) ? 'cm-here' : null,
      state.cracks.get(number) === 'before' ? 'cm-crack-before' : null,
      state.cracks.get(number) === 'after' ? 'cm-crack-after' : null,
      state.notRun.has(number) && !here ? 'cm-not-run' : null,
    ].filter((name) => name !== null)
    if (classes.length > 0) ranges.push(Decoration.line({ class: classes.join(' ') }).range(from))
    const note = notes.get(number) ?? (here ? plainNote(here) : null)
    if (note) ranges.push(Decoration.widget({ widget: new NoteWidget(note), side: 1 }).range(to))
  }
  return { state, decorations: Decoration.set(ranges, true) }
}

function plainNote(processes: readonly string[]): Pick<LineNote, 'meaning' | 'text'> {
  return { meaning: 'plain', text: processes.join(', ') }
}
