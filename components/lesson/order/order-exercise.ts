/** Steps that a reader puts in order, as data. What an order comes to is not stored here: the run of its code says so. */
import type { Condition, Goal } from '@/simulations/challenges/challenge'
import type { LabSources } from '@/simulations/kernel/lab'

export interface OrderExercise {
  /** Chapter and exercise, for ever: progress is kept under it. */
  id: string
  title: string
  /** What the order has to do, in whole sentences. */
  text: string
  lab: string
  /** Where on the page its lab stands. */
  place: string
  start: Goal['start']
  /** As they stand at first. Ids are single words. */
  steps: readonly { id: string; title: string; text: string }[]
  /** The code of every order, by `orderKey`: changed source texts by path relative to the lab's folder. */
  code: Readonly<Record<string, LabSources>>
  wanted: readonly Wanted[]
}

export interface Wanted {
  condition: Condition
  /** What should be. */
  text: string
  /** What is there where it is not, and why that matters. In whole sentences. */
  otherwise: string
}

export function orderKey(ids: readonly string[]): string {
  return ids.join(' ')
}

export function idsOf(key: string): string[] {
  return key.split(' ')
}

/** @param by places to move by; at an end it stays where it is */
export function moved(ids: readonly string[], id: string, by: number): string[] {
  const from = ids.indexOf(id)
  const to = Math.min(Math.max(from + by, 0), ids.length - 1)
  const left = ids.filter((one) => one !== id)
  return from < 0 ? [...ids] : [...left.slice(0, to), id, ...left.slice(to)]
}
