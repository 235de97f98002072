'use client'

/** What the reader points at in one lab, with a mouse or by focus: one small store, so that no panel is drawn anew. */
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { CauseLink } from '@/simulations/story/causes/causes'
import type { Thing } from '../views/pointed-chain'

export interface PointedState {
  thing: Thing | null
  /** Oldest first; empty where nothing is pointed at or nothing is known. */
  chain: readonly CauseLink[]
  /** What was pointed at last, since the playhead stood still: a list of causes can be reached with the mouse. */
  last: readonly CauseLink[] | null
}

const nothing: PointedState = { thing: null, chain: [], last: null }

export class Pointed {
  #state: PointedState = nothing
  readonly #listeners = new Set<() => void>()
  readonly #asked = new Set<(thing: Thing | null) => void>()

  readonly state = (): PointedState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whoever knows the run answers what is pointed at. */
  readonly onPoint = (asked: (thing: Thing | null) => void): (() => void) => {
    this.#asked.add(asked)
    return () => this.#asked.delete(asked)
  }

  readonly point = (thing: Thing | null): void => {
    if (thing === this.#state.thing) return
    for (const asked of this.#asked) asked(thing)
  }

  readonly set = (state: PointedState): void => {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

const PointedContext = createContext<Pointed | null>(null)
export const PointedProvider = PointedContext.Provider

/** The store of the lab around, or `null` where nothing is marked: on paper, and beside another run. */
export function usePointed(): Pointed | null {
  return useContext(PointedContext)
}

export function usePointedState(): PointedState {
  const pointed = usePointed()
  return useSyncExternalStore(pointed?.subscribe ?? never, pointed?.state ?? none, none)
}

const never = () => () => undefined
const none = () => nothing
