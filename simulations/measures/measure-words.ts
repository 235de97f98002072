/** The kinds of measures, and what comes of one in words. Apart from reading it, for pages that show what was read before. */

export interface MeasureShapes {
  /** Rows of a table at the end; with `about`, those of one order. */
  rows: { node: string; table: string; about?: string }
  /** Records that stand in a topic at the end. */
  records: { topic: string; about?: string }
  /** Messages that a consumer was given, each as often as it was. */
  deliveries: { to: string; about?: string }
  /** Records that a group has still to read at the end. */
  lag: { group: string }
  /** Requests of clients to a service that got no answer, or one that blames it (5xx). */
  failed: { service: string }
  /** Whether a promise was broken. */
  verdict: { invariant: string }
}

export type Measure = {
  [K in keyof MeasureShapes]: { kind: K } & MeasureShapes[K]
}[keyof MeasureShapes]

/** A count, or for a promise `kept`, `broken` or `unknown`. */
export type Outcome = number | string

/** `no row`, `1 record`, `broken`. */
export function outcomeInWords({ kind }: Measure, outcome: Outcome): string {
  switch (kind) {
    case 'rows':
      return counted(outcome, 'row')
    case 'records':
      return counted(outcome, 'record')
    case 'deliveries':
      return counted(outcome, 'message')
    case 'lag':
      return `lag ${outcome}`
    case 'failed':
      return outcome === 0 ? 'none failed' : `${outcome} failed`
    case 'verdict':
      return String(outcome)
  }
}

function counted(outcome: Outcome, noun: string): string {
  if (outcome === 0) return `no ${noun}`
  return outcome === 1 ? `1 ${noun}` : `${outcome} ${noun}s`
}
