import { countMax, timeUsMax } from './bounds.ts'
import { closestName } from './closest-name.ts'
import type { Mistake } from './problem-list.ts'
import type { LinkName, Microseconds, Span } from './schedule.ts'
import { isSpace } from './segments.ts'

/** Ends the reading of one item. */
export class ItemMistake extends Error {
  constructor(readonly mistake: Mistake) {
    super(mistake.message)
  }
}

export interface Read<T> {
  value: T
  span: Span
}

/** Reads the pieces of one item, from left to right. Each method throws an {@link ItemMistake} where its piece is not. */
export class ItemReader {
  private position: number

  constructor(
    private readonly text: string,
    readonly span: Span,
  ) {
    this.position = span.start
  }

  fail(message: string, span: Span, closest?: string): never {
    throw new ItemMistake(closest === undefined ? { span, message } : { span, message, closest })
  }

  /** `expected` reads as in `"at" or "before"`. */
  failExpecting(expected: string, candidates: readonly string[] = []): never {
    const found = this.peekPiece()
    if (found.value === '')
      return this.fail(`The item ends where ${expected} was expected.`, found.span)
    return this.fail(
      `"${found.value}" stands where ${expected} was expected.`,
      found.span,
      closestName(found.value, candidates),
    )
  }

  atEnd(): boolean {
    this.skipSpace()
    return this.position >= this.span.end
  }

  /** The keyword that comes next, if it is one of these. */
  tryWord(...words: string[]): string | null {
    const next = this.peekWord()
    if (!words.includes(next.value)) return null
    this.position = next.span.end
    return next.value
  }

  word(...words: string[]): string {
    return this.tryWord(...words) ?? this.failExpecting(quotedList(words), words)
  }

  trySymbol(symbol: string): boolean {
    this.skipSpace()
    if (!this.text.startsWith(symbol, this.position)) return false
    this.position += symbol.length
    return true
  }

  /** A node, an action or a key: anything up to a space or a sign of the grammar. */
  name(expected: string): Read<string> {
    const next = this.peekWord()
    if (next.value === '') return this.failExpecting(expected)
    this.position = next.span.end
    return next
  }

  /** Everything up to a space, a comma or the end; or a quoted text. */
  value(expected: string): Read<string> {
    this.skipSpace()
    if (this.text.charAt(this.position) === '"') return this.quoted()
    const next = this.peek(/[^\s,"]/)
    if (next.value === '') return this.failExpecting(expected)
    this.position = next.span.end
    return next
  }

  tryQuoted(): Read<string> | null {
    this.skipSpace()
    return this.text.charAt(this.position) === '"' ? this.quoted() : null
  }

  link(): Read<LinkName> {
    const from = this.name('a link such as orders->broker')
    const both = this.trySymbol('<->')
    if (!both && !this.trySymbol('->')) this.failExpecting('"->" or "<->"')
    const to = this.name('the node at the other end of the link')
    return {
      value: { from: from.value, to: to.value, both },
      span: { start: from.span.start, end: to.span.end },
    }
  }

  /** A moment or a stretch of virtual time, in whole microseconds. */
  time(): Read<Microseconds> {
    const next = this.peek(/[^\s,;]/)
    if (next.value === '') return this.failExpecting('a time such as 5ms or 0.03s')
    const parts = /^(\d+)(?:\.(\d+))?(ms|s)?$/.exec(next.value)
    if (!parts) {
      if (/^-[\d.]+(ms|s)?$/.test(next.value)) {
        return this.fail(`"${next.value}" is negative. Virtual time begins at 0ms.`, next.span)
      }
      return this.fail(
        `"${next.value}" is no time. Write a number and ms or s, such as 29.2ms or 0.03s.`,
        next.span,
      )
    }
    const [, whole = '', fraction = '', unit] = parts
    if (!unit)
      return this.fail(
        `"${next.value}" has no unit. Write ${next.value}ms or ${next.value}s.`,
        next.span,
      )
    const decimals = unit === 'ms' ? 3 : 6
    if (/[1-9]/.test(fraction.slice(decimals))) {
      return this.fail(
        `"${next.value}" is finer than a microsecond. Use at most ${decimals} decimals with ${unit}.`,
        next.span,
      )
    }
    const value =
      Number(whole) * 10 ** decimals + Number(fraction.slice(0, decimals).padEnd(decimals, '0'))
    if (value > timeUsMax) {
      return this.fail(
        `"${next.value}" is more than 10 minutes. No run lasts that long.`,
        next.span,
      )
    }
    this.position = next.span.end
    return { value, span: next.span }
  }

  /** `#3`; counts from 1. */
  count(what: string): Read<number> {
    this.skipSpace()
    const start = this.position
    if (!this.trySymbol('#')) return this.failExpecting(`"#" and the number of the ${what}`)
    const digits = this.wholeNumber(`the number of the ${what}`, 'They are counted from 1.')
    return { value: digits.value, span: { start, end: digits.span.end } }
  }

  /** A whole number from 1. */
  wholeNumber(expected: string, fromOne: string): Read<number> {
    const next = this.peekWord()
    if (next.value === '') return this.failExpecting(expected)
    if (!/^\d+$/.test(next.value)) return this.failExpecting(expected)
    const value = Number(next.value)
    if (value < 1) return this.fail(`"${next.value}" is too low. ${fromOne}`, next.span)
    if (value > countMax)
      return this.fail(`"${next.value}" is too high. At most ${countMax} are counted.`, next.span)
    this.position = next.span.end
    return { value, span: next.span }
  }

  private quoted(): Read<string> {
    const start = this.position
    let value = ''
    for (let position = start + 1; position < this.span.end; position += 1) {
      const character = this.text.charAt(position)
      if (character === '\n') break
      if (character === '"') {
        this.position = position + 1
        return { value, span: { start, end: this.position } }
      }
      if (character === '\\') {
        position += 1
        value += escapes[this.text.charAt(position)] ?? this.text.charAt(position)
      } else value += character
    }
    return this.fail('This quote is not closed on its line.', { start, end: start + 1 })
  }

  private peekPiece(): Read<string> {
    const word = this.peekWord()
    if (word.value !== '' || word.span.start >= this.span.end) return word
    const symbol =
      /^(?:<->|->|.)/su.exec(this.text.slice(word.span.start, word.span.start + 3))?.[0] ?? ''
    return { value: symbol, span: { start: word.span.start, end: word.span.start + symbol.length } }
  }

  private peekWord(): Read<string> {
    return this.peek(/[^\s;,"#:=<>]/)
  }

  /** The longest stretch of such characters; an arrow ends it too. */
  private peek(allowed: RegExp): Read<string> {
    this.skipSpace()
    const start = this.position
    let end = start
    while (end < this.span.end && allowed.test(this.text.charAt(end)) && !this.isArrow(end))
      end += 1
    return { value: this.text.slice(start, end), span: { start, end } }
  }

  private isArrow(position: number): boolean {
    return this.text.startsWith('->', position) || this.text.startsWith('<->', position)
  }

  private skipSpace(): void {
    while (this.position < this.span.end && isSpace(this.text.charAt(this.position)))
      this.position += 1
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r' }

function quotedList(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`)
  const last = quoted.at(-1) ?? ''
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${last}` : last
}
