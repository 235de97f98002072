import type { SourcePosition } from './compile-error.ts'

/** Line and column, from 1, of an offset. */
export function positionAt(text: string, offset: number): SourcePosition {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}

/**
 * The place in the TypeScript source of an offset in its JavaScript. Lines are equal; in a line, removed types
 * shift what follows to the left, so the same word is looked for from there on.
 */
export function originalPosition(
  source: string,
  javaScript: string,
  offset: number,
): SourcePosition {
  const { line, column } = positionAt(javaScript, offset)
  const word = /^(?:[\w$]+|.)?/.exec(javaScript.slice(offset, offset + 80))?.[0] ?? ''
  const original = source.split('\n')[line - 1] ?? ''
  const found = word === '' ? -1 : original.indexOf(word, column - 1)
  return { line, column: found < 0 ? Math.min(column, original.length + 1) : found + 1 }
}
