/**
 * What the language itself takes from the machine: the present and the zone of a `Date`, the order and the format of a
 * locale, the places in `error.stack`. While a simulated process has its turn they are the kernel's, or refused with what
 * to use instead. The host's own code has them as they were. What makes code of a text is refused to everyone
 * (tamed-functions.ts).
 */
import { SimulationError } from './errors'
import { tameFunctions } from './tamed-functions'
import { type Microseconds, wallClockMs } from './time'
import { parseUtc, utcMethods, utcOf } from './utc-date'

/** A run, as its host sees it. */
export interface TurnOwner {
  readonly now: Microseconds
  /** The process whose code runs now. */
  readonly running: { violate(error: SimulationError): SimulationError } | null
}

let owner: TurnOwner | null = null
let isTamed = false
let stacksTamed = 0
let restoreStacks: () => void = () => undefined

/** Whose turn begins; `null` when it ends. */
export function giveLanguageTo(run: TurnOwner | null): void {
  owner = run
}

/**
 * Makes the language ready for runs; the returned function gives back what the host may want to set itself. The rest stays
 * as it is: who takes turns again and again must not change built-in prototypes again and again.
 */
export function tameLanguage(): () => void {
  if (!isTamed) {
    isTamed = true
    tameDates()
    for (const [prototype, names, instead] of ofTheLocale) {
      for (const name of names) refuse(prototype, name, instead)
    }
    tameStackGetter()
    tameFunctions(broke)
  }
  if (stacksTamed++ === 0) restoreStacks = tameStacks()
  return () => {
    if (--stacksTamed === 0) restoreStacks()
  }
}

/** `Date` for service code; `constructor` of every date is the same. Its instances are ordinary dates. */
export const virtualDate: DateConstructor = new Proxy(Date, {
  construct: (target, parameters, newTarget) =>
    Reflect.construct(target, [momentOf(parameters)], newTarget),
  apply: () => new Date(presentMs()).toString(),
  get: (target, property) => {
    if (property === 'now') return presentMs
    if (property === 'parse') return parse
    return Reflect.get(target, property)
  },
})

function presentMs(): number {
  return wallClockMs(owner?.now ?? 0)
}

function momentOf(parameters: readonly unknown[]): unknown {
  const [first] = parameters
  if (parameters.length === 0) return presentMs()
  if (parameters.length > 1) return utcOf(parameters)
  if (first instanceof Date) return first.getTime()
  const value = typeof first === 'object' && first !== null ? primitiveOf(first) : first
  return typeof value === 'string' ? parse(value) : value
}

/** As `new Date(object)` asks for it. */
function primitiveOf(object: object): unknown {
  const value: unknown = object.valueOf()
  return typeof value === 'object' ? String(object) : value
}

function parse(text: unknown): number {
  const moment = parseUtc(String(text))
  if (moment !== null) return moment
  return violation(
    `Date.parse(${JSON.stringify(text)})`,
    'Write the moment as in 2026-01-31T12:00:00Z.',
  )
}

const noLocale = 'Format the value yourself.'
const ofTheLocale: readonly (readonly [object, readonly string[], string])[] = [
  [String.prototype, ['localeCompare'], 'Compare with < and >.'],
  [String.prototype, ['toLocaleUpperCase'], 'Use toUpperCase.'],
  [String.prototype, ['toLocaleLowerCase'], 'Use toLowerCase.'],
  [Number.prototype, ['toLocaleString'], noLocale],
  [BigInt.prototype, ['toLocaleString'], noLocale],
  [Array.prototype, ['toLocaleString'], noLocale],
  [Object.getPrototypeOf(Uint8Array.prototype), ['toLocaleString'], noLocale],
  [Date.prototype, ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'], noLocale],
]

function refuse(prototype: object, name: string, instead: string): void {
  replaceMethod(
    prototype,
    name,
    (original) =>
      function (this: unknown, ...parameters: unknown[]): unknown {
        return owner?.running ? violation(name, instead) : Reflect.apply(original, this, parameters)
      },
  )
}

/** @throws SimulationError, which also ends the run where it is caught */
function violation(name: string, instead: string): never {
  throw broke(
    new SimulationError(
      'nondeterminism',
      `${name} gives different results on different machines. ${instead}`,
    ),
  )
}

/** The error with the process and the line whose turn it is, which ends the run; as it is where nobody has a turn. */
function broke(error: SimulationError): SimulationError {
  return owner?.running?.violate(error) ?? error
}

function tameDates(): void {
  for (const [name, inUtc] of utcMethods) {
    replaceMethod(
      Date.prototype,
      name,
      (original) =>
        function (this: unknown, ...parameters: unknown[]): unknown {
          return Reflect.apply(owner?.running ? inUtc : original, this, parameters)
        },
    )
  }
  const hosts = Date.prototype.constructor
  Object.defineProperty(Date.prototype, 'constructor', {
    configurable: true,
    enumerable: false,
    get: () => (owner?.running ? virtualDate : hosts),
    set(this: object, value: unknown) {
      // As for a writable property of a prototype: the instance gets one of its own.
      Object.defineProperty(this, 'constructor', {
        value,
        writable: true,
        configurable: true,
        enumerable: true,
      })
    },
  })
}

type Method = (...parameters: never[]) => unknown

function replaceMethod(prototype: object, name: string, wrap: (original: Method) => Method): void {
  const found = Object.getOwnPropertyDescriptor(prototype, name)
  if (typeof found?.value !== 'function') return
  const value = wrap(found.value)
  for (const property of ['name', 'length'] as const)
    Object.defineProperty(value, property, { value: found.value[property], configurable: true })
  Object.defineProperty(prototype, name, { ...found, value })
}

type StackHook = (error: unknown, frames: readonly unknown[]) => unknown

/**
 * Frames name the host's own files and lines, so a process sees none: its stack is the error in one line, as it begins
 * everywhere. V8 asks its hook when a stack is first read, so what the host reads after the run is whole.
 */
function tameStacks(): () => void {
  const name = 'prepareStackTrace'
  const before = Object.getOwnPropertyDescriptor(Error, name)
  let hosts: unknown = Reflect.get(Error, name)
  const hook: StackHook = (error, frames) => {
    if (owner?.running) return headOf(error)
    if (typeof hosts === 'function') return Reflect.apply(hosts, Error, [error, frames])
    return [headOf(error), ...frames.map((frame) => `    at ${String(frame)}`)].join('\n')
  }
  Object.defineProperty(Error, name, {
    configurable: true,
    enumerable: false,
    get: () => hook,
    set: (value: unknown) => {
      if (!owner?.running) hosts = value
    },
  })
  return () => {
    if (before) Object.defineProperty(Error, name, before)
    else Reflect.deleteProperty(Error, name)
  }
}

/** Where `stack` is a getter of the prototype, as in Firefox. */
function tameStackGetter(): void {
  const found = Object.getOwnPropertyDescriptor(Error.prototype, 'stack')
  const { get } = found ?? {}
  if (!found || !get) return
  Object.defineProperty(Error.prototype, 'stack', {
    ...found,
    get(this: unknown) {
      return owner?.running && this instanceof Error ? headOf(this) : Reflect.apply(get, this, [])
    },
  })
}

function headOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'Error'
  }
}
