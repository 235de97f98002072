/** Words of a SQL text, enough to tell what a statement touches. Not a parser: what it cannot tell counts as unknown. */

export interface SqlToken {
  kind: 'word' | 'quoted' | 'text' | 'number' | 'parameter' | 'symbol'
  /** Words in lower case; quoted names without their quotes. */
  value: string
  start: number
  end: number
  /** Open parentheses around it. */
  depth: number
}

const tokenPattern =
  /--[^\n\r]*|\/\*|\s+|([eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?\$\2\$)|"((?:[^"]|"")*)"|(\$\d+)|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(\d[\w.]*)|(::|[^\s])/guy

export function tokenize(text: string): SqlToken[] {
  const tokens: SqlToken[] = []
  const pattern = new RegExp(tokenPattern)
  let depth = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, string, , quoted, parameter, word, number, symbol] = match
    const start = match.index
    const end = start + whole.length
    if (whole === '/*') pattern.lastIndex = commentEnd(text, end)
    else if (string !== undefined) tokens.push({ kind: 'text', value: string, start, end, depth })
    else if (quoted !== undefined)
      tokens.push({ kind: 'quoted', value: quoted.replaceAll('""', '"'), start, end, depth })
    else if (parameter !== undefined)
      tokens.push({ kind: 'parameter', value: parameter, start, end, depth })
    else if (word !== undefined)
      tokens.push({ kind: 'word', value: lowerCase(word), start, end, depth })
    else if (number !== undefined) tokens.push({ kind: 'number', value: number, start, end, depth })
    else if (symbol !== undefined) {
      if (symbol === ')') depth -= 1
      tokens.push({ kind: 'symbol', value: symbol, start, end, depth })
      if (symbol === '(') depth += 1
    }
  }
  return tokens
}

/** Comments nest in SQL, unlike in C: this one ends where all that it holds have. */
function commentEnd(text: string, start: number): number {
  const edge = /\/\*|\*\//g
  edge.lastIndex = start
  let open = 1
  for (let match = edge.exec(text); match; match = edge.exec(text)) {
    open += match[0] === '/*' ? 1 : -1
    if (open === 0) return edge.lastIndex
  }
  return text.length
}

/** As Postgres does it in UTF-8: letters beyond ASCII stay as they are. */
function lowerCase(word: string): string {
  return word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** The statements of a text, split at semicolons outside quotes; empty ones left out. */
export function splitStatements(text: string): string[] {
  // Without a semicolon there is nothing to split.
  if (!text.includes(';') && /^\s*[a-z]/i.test(text)) return [text]
  const parts: string[] = []
  let start = 0
  for (const token of tokenize(text)) {
    if (token.value !== ';' || token.kind !== 'symbol') continue
    parts.push(text.slice(start, token.start))
    start = token.end
  }
  parts.push(text.slice(start))
  return parts.filter((part) => tokenize(part).length > 0)
}

/**
 * A statement in a few words, for an arrow's label: `INSERT orders`, `SELECT outbox`, `UPDATE stock`.
 */
export function shortLabel(text: string): string {
  let label = labels.get(text)
  if (label === undefined) {
    if (labels.size >= labelsMost) labels.clear()
    label = labelOf(text)
    labels.set(text, label)
  }
  return label
}

/** Labels by text: a lab sends the same few statements thousands of times. */
const labels = new Map<string, string>()
const labelsMost = 500

function labelOf(text: string): string {
  const words = tokenize(text).filter((token) => token.kind === 'word' || token.kind === 'quoted')
  const verb = words[0]?.value ?? ''
  const after =
    verb === 'insert'
      ? 'into'
      : verb === 'select' || verb === 'delete'
        ? 'from'
        : verb === 'update'
          ? 'update'
          : null
  if (!after)
    return words
      .slice(0, 2)
      .map((word) => word.value.toUpperCase())
      .join(' ')
  const at = words.findIndex((word) => word.value === after)
  const table = at >= 0 ? words[at + 1]?.value : undefined
  return table ? `${verb.toUpperCase()} ${table}` : verb.toUpperCase()
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
