/**
 * A schedule: everything that is done to a run from outside, as data.
 * Its text form (see `parse-schedule.ts`) is what readers type, share and store.
 */

/** Whole microseconds of virtual time. */
export type Microseconds = number

/** Where in the text an item or a name stood: offsets in UTF-16 units, end exclusive. */
export interface Span {
  start: number
  end: number
}

/** A place in a service's code, by line or by the step comment above it. */
export type CodePlace = { file: string; line: number } | { file: string; label: string }

export type CrashMoment =
  | { kind: 'time'; at: Microseconds }
  /** `nth` counts passages of that place by that node over the whole run, from 1. */
  | { kind: 'code'; when: 'before' | 'after'; place: CodePlace; nth: number }

export type Restart =
  | { kind: 'default' }
  | { kind: 'after'; delayUs: Microseconds }
  | { kind: 'never' }

/** `->` names one direction of a link, `<->` both. */
export interface LinkName {
  from: string
  to: string
  both: boolean
}

export type ScheduleItem = (
  | { kind: 'crash'; node: string; moment: CrashMoment; restart: Restart }
  | { kind: 'pause'; node: string; at: Microseconds; forUs: Microseconds }
  | { kind: 'cut'; link: LinkName; from: Microseconds; to: Microseconds | null }
  | { kind: 'lag'; link: LinkName; byUs: Microseconds; from: Microseconds; to: Microseconds | null }
  /** `nth` counts messages in that direction of that link over the whole run, from 1. */
  | { kind: 'drop'; link: LinkName; nth: number }
  | { kind: 'delay'; link: LinkName; nth: number; byUs: Microseconds }
  | { kind: 'duplicate'; link: LinkName; nth: number; byUs: Microseconds | null }
  | { kind: 'do'; action: string; arguments: Record<string, string>; at: Microseconds }
) & { span: Span }

export type FaultItem = Exclude<ScheduleItem, { kind: 'do' }>
export type ActionItem = Extract<ScheduleItem, { kind: 'do' }>

export interface Schedule {
  items: ScheduleItem[]
}

/** A mistake in a schedule's text. Nothing of a text with a mistake is applied. */
export interface ScheduleProblem {
  /** Offset in the text; line and column are from 1. */
  span: Span
  line: number
  column: number
  /** A whole sentence: what was found and what was expected. */
  message: string
  /** The nearest valid name, where a name was wrong. */
  closest?: string
  /** A step or a line of a service's code that is not there: it may have been, before the code was changed. */
  inCode?: true
}

/** The names a schedule may use: derived from a lab's variant. */
export interface ScheduleNames {
  nodes: {
    id: string
    crashable: boolean
    /** Who it stands for, where it is not crashable: "the customers". */
    description?: string
  }[]
  /** One entry per direction that carries messages. */
  links: { from: string; to: string; droppable: boolean }[]
  actions: {
    id: string
    parameters: string[]
    /** @returns what is wrong with a parameter's value, in a whole sentence; `null` where nothing is */
    check?: (parameter: string, value: string) => string | null
  }[]
  /** For each process node: its files, the lines where statements of async code start, and step labels. */
  code: { node: string; file: string; lines: number[]; labels: { label: string; line: number }[] }[]
}
