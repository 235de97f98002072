interface TextEdit {
  start: number
  end: number
  text: string
}

/**
 * Insertions and replacements in a text, applied at once. Edits at one position keep the order in which they
 * were made, which is right when they are made while walking a tree in source order: on entering a node for its
 * start, on leaving it for its end. No line break of the text is ever lost or added.
 */
export class TextEdits {
  private readonly edits: TextEdit[] = []

  insert(at: number, text: string): void {
    this.edits.push({ start: at, end: at, text })
  }

  /** Replaces a stretch that no other edit touches inside. */
  replace(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text })
  }

  apply(source: string): string {
    const pieces: string[] = []
    let position = 0
    // Array.prototype.sort is stable: edits of one position stay in order.
    for (const edit of [...this.edits].sort((a, b) => a.start - b.start)) {
      pieces.push(source.slice(position, edit.start), edit.text)
      if (edit.end > edit.start) {
        pieces.push(source.slice(edit.start, edit.end).replace(/[^\r\n\u2028\u2029]/g, ''))
      }
      position = Math.max(position, edit.end)
    }
    pieces.push(source.slice(position))
    return pieces.join('')
  }
}
