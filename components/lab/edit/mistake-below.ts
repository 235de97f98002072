/** What the compiler says, in a row of its own under the line: never red, since nothing is lost. */
import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'

export interface Mistake {
  /** From 1. */
  line: number
  column: number
  message: string
  /** Of a run: the process that met it, and when. Without it the text could not be compiled. */
  met?: string
}

export const setMistake = StateEffect.define<Mistake | null>()

class MistakeWidget extends WidgetType {
  readonly #mistake: Mistake

  constructor(mistake: Mistake) {
    super()
    this.#mistake = mistake
  }

  override eq(other: MistakeWidget): boolean {
    return this.#mistake === other.#mistake
  }

  override toDOM(): HTMLElement {
    const { line, column, message, met } = this.#mistake
    const row = document.createElement('div')
    row.className = 'cm-mistake'
    row.textContent =
      met === undefined
        ? `Line ${line}, column ${column}: ${message}`
        : `Line ${line}, met by ${met}: ${message}`
    return row
  }
}

const rows = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setMistake)) continue
      const mistake = effect.value
      if (!mistake) return Decoration.none
      const { doc } = transaction.state
      const { to } = doc.line(Math.min(Math.max(mistake.line, 1), doc.lines))
      const widget = new MistakeWidget(mistake)
      return Decoration.set([Decoration.widget({ widget, block: true, side: 1 }).range(to)])
    }
    return before.map(transaction.changes)
  },
  provide: (field) => EditorView.decorations.from(field),
})

export function mistakeBelow(): Extension {
  return rows
}
