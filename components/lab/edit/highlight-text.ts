/**
 * A text that the reader has changed, as the lab's own texts are highlighted when the site is built. Fetched where there is
 * such a text.
 */
import { typescriptLanguage } from '@codemirror/lang-javascript'
import { PostgreSQL } from '@codemirror/lang-sql'
import { highlightTree, tagHighlighter } from '@lezer/highlight'
import { type Line, type Span, type SpanKind, spansOf } from '@/components/lesson/spans'
import { syntaxTags } from './syntax-tags'

const kinds = ['keyword', 'comment', 'string'] as const

const highlighter = tagHighlighter(
  kinds.flatMap((kind) => syntaxTags[kind].map((tag) => ({ tag, class: kind }))),
)

/** @param path tells the language */
export function highlightText(path: string, source: string): Line[] {
  const text = source.replace(/\n$/, '')
  const { parser } = path.endsWith('.sql') ? PostgreSQL.language : typescriptLanguage
  const lines: Span[][] = [[]]
  let end = 0
  const put = (until: number, kind: SpanKind) => {
    text
      .slice(end, until)
      .split('\n')
      .forEach((piece, index) => {
        if (index > 0) lines.push([])
        if (piece !== '') lines.at(-1)?.push(...spansOf(piece, kind))
      })
    end = until
  }
  highlightTree(parser.parse(text), highlighter, (from, to, name) => {
    put(from, 'plain')
    put(to, kinds.find((kind) => name.split(' ').includes(kind)) ?? 'plain')
  })
  put(text.length, 'plain')
  return lines
}
