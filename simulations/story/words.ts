/** Small words that sentences share. */
import type { Json } from '../kernel/trace-event'

export function money(cents: number): string {
  const whole = Math.trunc(Math.abs(cents) / 100)
  return `${cents < 0 ? '−' : ''}${whole}.${String(Math.abs(cents) % 100).padStart(2, '0')}`
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `an order`, `a payment`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`
}

/** A value of a request or a row as a reader says it; amounts in cents become money. */
export function plainValue(name: string, value: Json): string | null {
  if (value === null || typeof value === 'object') return null
  if (typeof value === 'number' && /cents$/.test(name)) return money(value)
  return String(value)
}

/** `x`, `x and y`, `x, y and z`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** Ends a sentence that may have its full stop already. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

export function ordinal(number: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'][number - 1] ?? `${number}th`
}
