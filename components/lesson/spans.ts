/** Pieces of a line of source: what each is to the reader. Colours carry the meanings of a run, so there are few. */

export type SpanKind = 'plain' | 'keyword' | 'comment' | 'string'
export type Span = { text: string; kind: SpanKind }
export type Line = readonly Span[]

/** SQL lives in strings; its words in capitals are keywords to the reader all the same. */
const sqlWords =
  /\b(INSERT INTO|DELETE FROM|ON CONFLICT|DO NOTHING|DO UPDATE|ORDER BY|GROUP BY|FOR UPDATE|SKIP LOCKED|PRIMARY KEY|CREATE TABLE|SELECT|FROM|WHERE|VALUES|RETURNING|UPDATE|SET|AND|OR|NOT|NULL|LIMIT|IN|AS|BEGIN|COMMIT|ROLLBACK)\b/

/** @param text of one token, within one line */
export function spansOf(text: string, kind: SpanKind): Span[] {
  if (kind !== 'string') return [{ text, kind }]
  // A split by a pattern with one group puts the matches at the odd places.
  return text
    .split(new RegExp(sqlWords, 'g'))
    .map((piece, index): Span => ({ text: piece, kind: index % 2 === 1 ? 'keyword' : 'string' }))
    .filter((span) => span.text !== '')
}
