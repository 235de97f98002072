'use client'

/**
 * The place of a lab: a poster until the reader asks for it, then the sandbox. Of the sandbox nothing is loaded before,
 * so this file imports no part of it.
 */
import {
  type ComponentType,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react'
import { Button } from '@/components/ui/button'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import styles from './lab.module.css'
import { startEarly } from './session/early-start'
import type { LabAssets } from './session/lab-content'
import type { LabRecipe } from './session/lab-recipe'
import { takeRuns } from './session/run-desk'

export type LabPlace = {
  /** The lab's id in the registry. */
  id: string
  /** Names this lab among those of its page, in addresses and for jumps. */
  place: string
  variant: string
  /** Ids of the lab's variants, for checking an address. */
  variants: readonly string[]
  seed: number
  schedule: string
  /** Under the figure: "Lab 6.1". */
  name: string | null
  /** What stands on the plate at first: the run, every single fault, or every order of steps. */
  opens: 'run' | 'sweep' | 'orders'
}

/** Asked once in the middle of the first run, when something is stored that a crash will keep from being told. */
export type MidRunQuestion = {
  /** Of whom it is asked what it will hear. */
  listener: string
}

export type SandboxProps = {
  place: LabPlace
  assets: LabAssets
  /** Plays by itself as soon as it can: the reader has asked for the fault already. */
  play: boolean
  /** Runs at first, and plays: something on the page has asked for it. */
  wanted?: LabRecipe | null
  /** The run waits for its answer. */
  question?: MidRunQuestion
  /** The address has asked for it, and for another place of the page: that is where the reader is. */
  aside?: boolean
  /** What stands there until it runs. */
  poster?: ReactNode
  /** It runs for the first time. */
  onReady?: () => void
  onCancel: () => void
}

export type LabPlateProps = {
  place: LabPlace
  assets: LabAssets
  title: string
  text: string
  poster?: ReactNode
}

export function LabPlate({ place, assets, title, text, poster }: LabPlateProps) {
  const { asked, failed, wanted, aside, Sandbox, ask, leave } = useSandbox(place, assets)
  const start = useRef<HTMLButtonElement>(null)
  if (Sandbox)
    return (
      <ErrorBoundary fallback={(error) => <LabGone error={error} onAgain={leave} />}>
        <Sandbox
          place={place}
          assets={assets}
          play={false}
          wanted={wanted}
          aside={aside}
          poster={<div className={styles.picture}>{poster}</div>}
          onCancel={leave}
        />
      </ErrorBoundary>
    )
  return (
    <section id={`lab-${place.place}`} aria-label={place.name ?? title} className={styles.poster}>
      <div className={styles.picture}>{poster}</div>
      <div className={styles.words}>
        <h3 className={styles.title}>{title}</h3>
        <p className={styles.text}>{text}</p>
        <Button
          ref={start}
          className={styles.start}
          onClick={() => ask()}
          aria-disabled={asked && !failed}
        >
          <svg width="12" height="12" viewBox="0 0 14 14" aria-hidden="true">
            <path d="M3 1.5v11l9-5.5z" fill="currentColor" />
          </svg>
          {asked && !failed ? 'Starting' : 'Start the lab'}
        </Button>
        <p className={styles.fine} role={failed ? 'alert' : undefined}>
          {failed
            ? 'The lab could not be loaded. You may be offline; start it again when you are not.'
            : `Loads ${assets.megabytes.toFixed(1)} MB of Postgres once; while this page is open, the lab then works offline. Needs about 250 MB of memory while open.`}
        </p>
      </div>
    </section>
  )
}

/** Not even its own note could be drawn. The address has the recipe. */
export function LabGone({ error, onAgain }: { error: Error; onAgain: () => void }) {
  return (
    <div className={styles.gone} role="alert">
      <p>
        The lab could not be drawn: {error.message || error.name}. The chapter goes on below; the
        address of this page has the recipe of the run.
      </p>
      <Button onClick={onAgain}>Back to the start of the lab</Button>
    </div>
  )
}

interface SandboxState {
  asked: boolean
  failed: boolean
  wanted: LabRecipe | null
  aside: boolean
  Sandbox: ComponentType<SandboxProps> | null
}

const notAsked: SandboxState = {
  asked: false,
  failed: false,
  wanted: null,
  aside: false,
  Sandbox: null,
}

/**
 * The sandbox's code, fetched when the reader asks for it or comes with an address that holds a run of this lab. The
 * worker starts at the same moment; it boots longer than that takes.
 */
export function useSandbox({ id, place }: LabPlace, assets: LabAssets) {
  const [state, setState] = useState(notAsked)
  const giveBack = useRef<() => void>(null)
  const handOver = () => {
    giveBack.current?.()
    giveBack.current = null
  }
  const begin = () => {
    handOver()
    giveBack.current = startEarly(id, assets)
    return import('./shell/sandbox').catch((error: unknown) => {
      handOver()
      throw error
    })
  }
  const ask = (wanted: LabRecipe | null = null) => {
    setState((before) => ({ ...before, asked: true, failed: false, wanted, aside: false }))
    begin().then(
      ({ Sandbox }) => setState((before) => (before.asked ? { ...before, Sandbox } : before)),
      () => setState((before) => ({ ...before, failed: true })),
    )
  }
  const leave = () => {
    handOver()
    setState(notAsked)
  }
  const beginAddressed = useEffectEvent(begin)
  const stop = useEffectEvent(handOver)
  useEffect(() => {
    if (new URLSearchParams(location.search).get('lab') !== place) return
    // Who follows a link to a run sees at once that it is being fetched; who follows one to a section stays there.
    const [anchor = ''] = location.hash.slice(1).split(';')
    const aside = anchor !== '' && anchor !== `lab-${place}`
    if (!aside) document.getElementById(`lab-${place}`)?.scrollIntoView({ block: 'start' })
    let left = false
    const next = (found: Pick<SandboxState, 'failed' | 'Sandbox'>) => {
      if (!left) setState({ ...notAsked, asked: true, aside, ...found })
    }
    next({ failed: false, Sandbox: null })
    beginAddressed().then(
      ({ Sandbox }) => next({ failed: false, Sandbox }),
      () => next({ failed: true, Sandbox: null }),
    )
    return () => {
      left = true
    }
  }, [place])
  const askFor = useEffectEvent(ask)
  useEffect(() => takeRuns(place, (recipe) => askFor(recipe)), [place])
  // Effects of the sandbox come before: its session has the worker by then.
  const { Sandbox } = state
  useEffect(() => {
    if (Sandbox) stop()
  }, [Sandbox])
  useEffect(() => () => stop(), [])
  return { ...state, ask, leave }
}
