/** Which lines are the reader's: a sign in the gutter, and their number. */
import { type Chunk, getChunks, getOriginalDoc } from '@codemirror/merge'
import type { EditorState, Extension, Text } from '@codemirror/state'
import { gutter, GutterMarker } from '@codemirror/view'

export interface ChangeCount {
  added: number
  changed: number
  removed: number
}

/** A changed line has one in the original to stand for; what is over is added or removed. */
export function countChanges(state: EditorState): ChangeCount {
  const count = { added: 0, changed: 0, removed: 0 }
  for (const chunk of getChunks(state)?.chunks ?? []) {
    const { before, after } = linesOf(state, chunk)
    count.changed += Math.min(before, after)
    count.added += Math.max(0, after - before)
    count.removed += Math.max(0, before - after)
  }
  return count
}

class SignMarker extends GutterMarker {
  readonly sign: string

  constructor(sign: string) {
    super()
    this.sign = sign
  }

  override eq(other: SignMarker): boolean {
    return other.sign === this.sign
  }

  override toDOM(): Node {
    return document.createTextNode(this.sign)
  }
}

const added = new SignMarker('+')
const changed = new SignMarker('±')

export function changeGutter(): Extension {
  return gutter({
    class: 'cm-sign-gutter',
    lineMarker(view, line) {
      const chunk = getChunks(view.state)?.chunks.find(
        ({ fromB, toB }) => line.from >= fromB && line.from < toB,
      )
      if (!chunk) return null
      const first = view.state.doc.lineAt(chunk.fromB).number
      const place = view.state.doc.lineAt(line.from).number - first
      return place < linesOf(view.state, chunk).before ? changed : added
    },
    lineMarkerChange: (update) => update.docChanged,
    initialSpacer: () => added,
  })
}

function linesOf(state: EditorState, chunk: Chunk): { before: number; after: number } {
  return {
    before: count(getOriginalDoc(state), chunk.fromA, chunk.toA),
    after: count(state.doc, chunk.fromB, chunk.toB),
  }
}

/** Lines from one position up to another, which is the start of the line behind them. */
function count(document: Text, from: number, to: number): number {
  if (to <= from) return 0
  const last = Math.min(to - 1, document.length)
  return document.lineAt(Math.max(last, from)).number - document.lineAt(from).number + 1
}
