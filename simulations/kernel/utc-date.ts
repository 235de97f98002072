/** `Date` as it is where the zone is UTC: the same on every machine. */

/** A method of `Date.prototype`, called on a date. */
export type DateMethod = (this: Date, ...parameters: number[]) => unknown

const invalid = 'Invalid Date'

/** What asks the machine's zone, and how it reads in UTC. */
export const utcMethods: ReadonlyMap<string, DateMethod> = new Map<string, DateMethod>([
  ...['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds'].flatMap(
    (part): [string, DateMethod][] =>
      [`get${part}`, `set${part}`]
        .filter((name) => name in Date.prototype)
        .map((name) => [name, methodOf(name.replace(/et/, 'etUTC'))]),
  ),
  [
    'getTimezoneOffset',
    function () {
      return this.getTime() * 0
    },
  ],
  [
    'getYear',
    function () {
      return this.getUTCFullYear() - 1900
    },
  ],
  [
    'setYear',
    function (year) {
      return this.setUTCFullYear(fullYear(Number(year)))
    },
  ],
  [
    'toString',
    function () {
      return isValid(this) ? `${dayOf(this)} ${timeOf(this)}` : invalid
    },
  ],
  [
    'toDateString',
    function () {
      return isValid(this) ? dayOf(this) : invalid
    },
  ],
  [
    'toTimeString',
    function () {
      return isValid(this) ? timeOf(this) : invalid
    },
  ],
])

/** ISO 8601 as ECMAScript has it, and as SQL writes it: with a space, and without minutes of the zone. */
const isoDate = /^(?:[+-]\d{6}|\d{4})(?:-\d\d(?:-\d\d)?)?$/
const isoMoment =
  /^((?:[+-]\d{6}|\d{4})(?:-\d\d(?:-\d\d)?)?)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d(?::?\d\d)?)?$/
/** What `toUTCString` and `toString` give. */
const written =
  /^\w{3},? (?:\d\d \w{3}|\w{3} \d\d) -?\d{4,} \d\d:\d\d:\d\d GMT(?:[+-]\d{4}(?: \([^)]*\))?)?$/

/**
 * A moment from a text in which no zone is UTC.
 * @returns milliseconds, `NaN` where it is no date, `null` where engines may read it differently
 */
export function parseUtc(text: string): number | null {
  const trimmed = text.trim()
  const moment = isoMoment.exec(trimmed)
  if (moment) {
    const [, day = '', time = '', zone = 'Z'] = moment
    const digits = zone.replace(':', '').padEnd(5, '0')
    const iso = zone === 'Z' ? 'Z' : `${digits.slice(0, 3)}:${digits.slice(3)}`
    return Date.parse(`${day}T${time}${iso}`)
  }
  if (isoDate.test(trimmed) || written.test(trimmed)) return Date.parse(trimmed)
  return Number.isNaN(Date.parse(text)) ? Number.NaN : null
}

/** Milliseconds of year, month, day and so on. */
export function utcOf(parts: readonly unknown[]): number {
  const [year, month, ...rest] = parts.map(Number)
  return Date.UTC(year ?? Number.NaN, month, ...rest)
}

function methodOf(name: string): DateMethod {
  return Reflect.get(Date.prototype, name)
}

function isValid(date: Date): boolean {
  return !Number.isNaN(date.getTime())
}

/** `Thu Jan 01 2026` */
function dayOf(date: Date): string {
  const [day = '', number = '', month = '', year = ''] = date.toUTCString().split(' ')
  return `${day.slice(0, 3)} ${month} ${number} ${year}`
}

/** `00:00:00 GMT+0000 (Coordinated Universal Time)` */
function timeOf(date: Date): string {
  const time = date.toUTCString().split(' ')[4] ?? ''
  return `${time} GMT+0000 (Coordinated Universal Time)`
}

/** Years of two digits are of the last century. */
function fullYear(year: number): number {
  const whole = Math.trunc(year)
  return whole >= 0 && whole <= 99 ? 1900 + whole : whole
}
