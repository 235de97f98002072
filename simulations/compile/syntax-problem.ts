import { positionAt } from './source-position.ts'

interface SyntaxProblem {
  offset: number
  reason: string
}

/** Turns a parser's message into a whole sentence that says what stands there and what is missing. */
export function syntaxProblem(text: string, offset: number, message: string): SyntaxProblem {
  const bare = message.replace(/^Error transforming [^:]*: /, '').replace(/\s*\(\d+:\d+\)\s*$/, '')
  const bracket = openBracket(text, offset)
  const found = /^(?:[\w$]+|.)?/.exec(text.slice(offset, offset + 40))?.[0] ?? ''
  if (/^Unexpected token/.test(bare)) {
    const atEnd = text.slice(offset).trim() === ''
    const closes = atEnd || ')]}'.includes(found)
    if (bracket && closes && bracket.closing !== found) {
      const { line, column } = positionAt(text, bracket.offset)
      const before = atEnd ? 'the end of the file' : `this "${found}"`
      const reason = `"${bracket.closing}" was expected before ${before}. The bracket opened at line ${line}, column ${column}.`
      return { offset, reason }
    }
    const expected = /expected "(.+)"$/.exec(bare)?.[1]
    const what = atEnd ? 'The file ends here' : `"${found}" stands here`
    if (expected) return { offset, reason: `${what}, where "${expected}" was expected.` }
    return {
      offset,
      reason: atEnd ? `${what} in the middle of a statement.` : `"${found}" was not expected here.`,
    }
  }
  return { offset, reason: /[.!?]$/.test(bare) ? bare : `${bare}.` }
}

const closingOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The innermost bracket before `end` that is still open. Strings, templates' text and comments are skipped. */
function openBracket(text: string, end: number): { offset: number; closing: string } | null {
  const open: { offset: number; closing: string }[] = []
  const skipped =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|[()[\]{}]/g
  for (const match of text.slice(0, end).matchAll(skipped)) {
    const closing = closingOf[match[0]]
    if (closing) open.push({ offset: match.index, closing })
    else if (open.at(-1)?.closing === match[0]) open.pop()
  }
  return open.at(-1) ?? null
}
