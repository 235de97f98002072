/** The globals that service code sees instead of the platform's: virtual time, seeded chance, traced output. */
import { SimulationError } from './errors'
import type { Incarnation } from './incarnation'
import { virtualDate } from './tamed-language'
import { millisecond } from './time'

/** `Math` functions whose result is exact, so that every engine gives the same digits. */
const exactMath = [
  'abs',
  'ceil',
  'clz32',
  'floor',
  'fround',
  'imul',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
] as const

export function processGlobals(incarnation: Incarnation): Record<string, unknown> {
  const { simulation, node } = incarnation
  const chance = simulation.random(`process ${node.id}`)
  const log =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      simulation.record({ kind: 'log', node: node.id, level, text: parts.map(show).join(' ') })
  return {
    Date: virtualDate,
    Math: deterministicMath(
      {
        random: () => chance.unit(),
        pow: (base, exponent) => incarnation.power(Number(base), Number(exponent)),
      },
      (error) => incarnation.violate(error),
    ),
    console: { log: log('info'), info: log('info'), warn: log('warn'), error: log('error') },
    ...timerGlobals(incarnation),
    queueMicrotask: (callback: () => void) => queueMicrotask(() => incarnation.guard(callback)),
    crypto: { randomUUID: () => uuidFrom(chance.fill(new Uint8Array(16))) },
  }
}

function deterministicMath(
  own: { random: () => number; pow: (base: unknown, exponent: unknown) => number | bigint },
  violate: (error: SimulationError) => SimulationError,
): Record<string, unknown> {
  const allowed: Record<string, unknown> = { PI: Math.PI, E: Math.E, ...own }
  for (const name of exactMath) allowed[name] = Math[name]
  return new Proxy(allowed, {
    get(target, property) {
      if (typeof property === 'symbol' || property in target) return Reflect.get(target, property)
      throw violate(
        new SimulationError(
          'nondeterminism',
          `Math.${property} may differ in its last digit between browsers. Use integers.`,
        ),
      )
    },
  })
}

type TimerCallback = (...parameters: unknown[]) => void

function timerGlobals(incarnation: Incarnation): Record<string, unknown> {
  const timers = new Map<number, { cancel(): void }>()
  let lastTimer = 0
  const setTimer =
    (repeat: boolean) =>
    (callback: TimerCallback, delayMs?: number, ...parameters: unknown[]) => {
      const number = ++lastTimer
      const delayUs = Math.max(1, Math.round(Number(delayMs ?? 0) * millisecond) || 1)
      const arm = () => {
        const timer = incarnation.callback(delayUs, () => {
          if (repeat) arm()
          else timers.delete(number)
          callback(...parameters)
        })
        timers.set(number, timer)
      }
      arm()
      return number
    }
  const clearTimer = (number: number | undefined) => {
    if (number === undefined) return
    timers.get(number)?.cancel()
    timers.delete(number)
  }
  return {
    setTimeout: setTimer(false),
    setInterval: setTimer(true),
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
  }
}

/** Version 4 layout (RFC 9562) over seeded bytes. */
export function uuidFrom(bytes: Uint8Array): string {
  const digits = [...bytes].map((byte, index) => {
    const fixed = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return fixed.toString(16).padStart(2, '0')
  })
  return [
    digits.slice(0, 4),
    digits.slice(4, 6),
    digits.slice(6, 8),
    digits.slice(8, 10),
    digits.slice(10),
  ]
    .map((part) => part.join(''))
    .join('-')
}

function show(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) return value.message
  if (typeof value === 'bigint') return String(value)
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    // A value that refers to itself, or holds a bigint.
    return String(value)
  }
}
