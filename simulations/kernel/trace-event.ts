/**
 * The trace: an append-only list of plain JSON events that holds all any view needs.
 * The index of an event in the list is its identity. Nothing is traced that differs between two identical runs.
 */
import type { MachineDefinition } from './machine'
import type { Microseconds } from './time'

/** What a message is for; decides its glyph and its label. */
export type Purpose = 'http' | 'sql' | 'produce' | 'deliver' | 'offset' | 'join' | 'leave' | 'reply'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Row = Record<string, Json>

/** What travels: enough to name it in a sentence and to show it in full. */
export type Payload =
  | { type: 'http'; method: string; path: string; body: Json }
  | { type: 'http-reply'; status: number; body: Json }
  | {
      type: 'sql'
      statements: { text: string; parameters: Json[] }[]
      control: 'none' | 'commit' | 'rollback'
    }
  | { type: 'sql-reply'; rowCount: number; rows: Row[]; command: string }
  | {
      type: 'record'
      topic: string
      partition: number
      offset: number | null
      key: string | null
      value: string
      headers: Record<string, string>
    }
  | { type: 'offset'; group: string; topic: string; partition: number; offset: number }
  | { type: 'acknowledgement'; topic: string; partition: number; offset: number }
  | { type: 'group'; group: string; topics: string[] }
  | { type: 'error'; code: string; message: string; definite: boolean }
  | { type: 'empty' }

export interface RowChange {
  table: string
  operation: 'insert' | 'update' | 'delete' | 'truncate'
  /** Primary key of the row, as text, in the order of its columns. */
  key: string
  before: Row | null
  after: Row | null
}

/** A lock that a database has granted, as `pg_locks` has it. */
export interface HeldLock {
  /** What it is on: a table or an index by its name, or `transaction 742`. */
  on: string
  /** `RowExclusiveLock`. */
  mode: string
}

/** What a transaction holds that was set aside by its own PREPARE TRANSACTION: read from the database, at that moment. */
export interface PreparedTransaction {
  gid: string
  locks: HeldLock[]
  /** Rows that it changed: each is locked until it ends, and no table of locks lists that. */
  rows: { table: string; key: string }[]
}

/** A row that its schema made: it stood there before the run began. */
export interface SeedRow {
  table: string
  /** As in row changes. */
  key: string
  row: Row
}

export interface CodePosition {
  file: string
  line: number
}

/** A pointer from a verdict into the trace's world: what to show, also where something is missing. */
export type EvidenceTarget =
  | { type: 'row'; node: string; table: string; key: string; missing: boolean; text: string }
  | { type: 'record'; node: string; topic: string; partition: number; offset: number; text: string }
  | {
      type: 'missing-record'
      node: string
      from: string
      topic: string
      key: string
      text: string
      since: Microseconds
    }
  | { type: 'request'; node: string; request: string; text: string }

export interface Evidence {
  /** One sentence: `Order 1042, committed at 27.4 ms`. */
  text: string
  /** When what went wrong happened. */
  at: Microseconds
  /** The thing the promise was broken for: `1042`. */
  subject: string | null
  targets: EvidenceTarget[]
}

export type Phase = 'workload' | 'heal' | 'settle' | 'judge'
export type RunOutcome = 'holds' | 'violated' | 'bound'

export type TraceBody =
  | { kind: 'phase'; phase: Phase }
  | { kind: 'action'; action: string; node: string; arguments: Record<string, string> }
  | {
      kind: 'fault'
      fault: string
      text: string
      edge: 'begin' | 'end'
      node: string | null
      from: string | null
      to: string | null
    }
  | {
      kind: 'boot'
      node: string
      incarnation: number
      /** At the first boot of a database whose schema has made rows. */
      rows?: SeedRow[]
    }
  | {
      kind: 'crash'
      node: string
      incarnation: number
      cause: 'fault' | 'exit'
      /** Where its code stood: the line that did not run (`before`) or the one that had completed (`after`). */
      place: (CodePosition & { when: 'before' | 'after' }) | null
      message: string | null
    }
  | { kind: 'pause'; node: string }
  | { kind: 'resume'; node: string }
  | { kind: 'line'; node: string; incarnation: number; file: string; line: number }
  /** A request or a record being handled: from the message that began it to the handler's end. */
  | {
      kind: 'activity'
      node: string
      incarnation: number
      activity: number
      edge: 'begin' | 'end'
      message: number
    }
  | {
      kind: 'send'
      message: number
      from: string
      to: string
      purpose: Purpose
      label: string
      payload: Payload
      /** The message this one answers. */
      replyTo: number | null
      place: CodePosition | null
      /** Set on the extra copy of a duplicated message. */
      copyOf: number | null
    }
  | { kind: 'arrive'; message: number }
  | { kind: 'lost'; message: number; reason: 'cut' | 'drop' | 'down' | 'gone' }
  | { kind: 'wait'; node: string; message: number; reason: 'session' | 'lock'; by: string | null }
  | {
      kind: 'transaction'
      node: string
      transaction: number
      by: string
      state: 'open' | 'committed' | 'rolled-back' | 'parked' | 'prepared'
      reason: string | null
      /** Where it was prepared by the lab's own code. */
      prepared?: PreparedTransaction
    }
  /** What a commit changed. */
  | {
      kind: 'rows'
      node: string
      transaction: number
      by: string
      /** The message that brought the COMMIT, or the statement that was its own transaction. */
      message: number
      changes: RowChange[]
    }
  | {
      kind: 'append'
      node: string
      topic: string
      partition: number
      offset: number
      key: string | null
      value: string
      headers: Record<string, string>
      by: string
    }
  | { kind: 'replicated'; node: string; topic: string; partition: number; highWatermark: number }
  | { kind: 'truncate'; node: string; topic: string; partition: number; from: number }
  | {
      kind: 'offset'
      node: string
      group: string
      topic: string
      partition: number
      offset: number
      by: string
    }
  | {
      kind: 'group'
      node: string
      group: string
      generation: number
      members: { node: string; partitions: string[] }[]
      reason: string
    }
  | { kind: 'pool'; node: string; database: string; size: number; used: number; waiting: number }
  /** Who holds how many of a database's connections, where they are limited. */
  | { kind: 'connections'; node: string; most: number; held: { by: string; count: number }[] }
  | {
      kind: 'answer'
      node: string
      request: string
      action: string
      outcome: 'answered' | 'timeout' | 'reset' | 'refused'
      status: number | null
      body: Json
    }
  /** A state machine that a service defines, once in a run. */
  | { kind: 'machine'; node: string; machine: MachineDefinition }
  | { kind: 'log'; node: string; level: 'info' | 'warn' | 'error'; text: string }
  | {
      kind: 'error'
      node: string
      place: CodePosition | null
      message: string
      code: string | null
    }
  | { kind: 'verdict'; invariant: string; holds: boolean | null; evidence: Evidence | null }
  | { kind: 'end'; outcome: RunOutcome; reason: string | null }

export type TraceEvent = TraceBody & { at: Microseconds }
export type TraceEventOf<K extends TraceBody['kind']> = Extract<TraceBody, { kind: K }> & {
  at: Microseconds
}
