'use client'

/**
 * Two sagas, the row between them and every order of their steps: what each countermeasure came to in all of them, and one
 * of them step by step.
 */
import { memo, useMemo, useState } from 'react'
import { Tabs } from '@/components/ui/tabs'
import { type Interleaving, stepOrders } from '@/simulations/kernel/interleaving'
import type { Evidence } from '@/simulations/kernel/trace-event'
import { scheduleInOrder, schedulesOfOrders } from '@/simulations/runner/schedule-in-order'
import { Promises } from '../promises/promises'
import type { LabSession } from '../session/lab-session'
import type { LabLayout } from '../shell/layout'
import { PlayerBar } from '../shell/player-bar'
import type { RunView } from '../shell/run-view'
import type { Commands } from '../shell/use-commands'
import { useSettled } from '../shell/use-settled'
import { interleavedSteps } from '../views/interleaved-steps'
import { InterleavedSteps } from './interleaved-steps'
import { MatrixSection } from './matrix-section'
import { movedOrder, orderOfSchedule } from './order-matrix'
import { OrderStrip } from './order-strip'
import { OrderVerdict } from './order-verdict'
import styles from './orders-view.module.css'
import { useOrders } from './use-orders'

const PromiseList = memo(Promises)

export type OrdersViewProps = {
  session: LabSession
  view: RunView
  interleaving: Interleaving
  layout: LabLayout
  /** Of the place for diagrams, in CSS pixels. */
  width: number
  playing: boolean
  furthest: number
  /** Somebody was asked what will come of this run: nothing gives it away. */
  secret: boolean
  commands: Commands
  onBack: () => void
}

export function OrdersView({
  session,
  view,
  interleaving,
  layout,
  width,
  playing,
  furthest,
  secret,
  commands,
  onBack,
}: OrdersViewProps) {
  const { lab, variant, trace, run } = view
  const hand = useOrders(session, view, secret)
  const [chosen, setChosen] = useState<string | null>(null)
  const [tab, setTab] = useState<'steps' | 'matrix'>('matrix')
  const playhead = useSettled(trace, view.playhead.index)
  const rows = useMemo(() => interleavedSteps(trace, interleaving), [trace, interleaving])
  const orders = useMemo(() => stepOrders(interleaving), [interleaving])
  const { schedule } = run.report
  const current = useMemo(
    () => orderOfSchedule(interleaving, variant.id, schedule),
    [interleaving, variant, schedule],
  )
  // The first that the reader has seen this run break, until the reader chooses one.
  const seen = secret ? [] : trace.slice(0, furthest)
  const broken = seen.flatMap((event) =>
    event.kind === 'verdict' && event.holds === false ? [event.invariant] : [],
  )
  const anomalies = interleaving.anomalies
  const first = anomalies.find(({ invariant }) => broken.includes(invariant))
  const anomaly = anomalies.find(({ invariant }) => invariant === chosen) ?? first ?? anomalies[0]
  if (!anomaly) return null

  const open = (id: string, index: number) => {
    const next = schedulesOfOrders(interleaving, id)[index]
    if (next !== undefined) hand.open(id, next)
  }
  /** @returns how far the step has come */
  const move = (place: number, by: number): number => {
    const problem = current ? (current.alone ? null : withFaults) : noOrder(orders.length)
    if (!current || problem !== null) {
      session.notice({ text: problem ?? '' })
      return 0
    }
    const { order, moved, impossible } = movedOrder(interleaving, current.order, place, by)
    if (impossible !== null) session.notice({ text: impossible })
    if (moved !== 0) hand.open(variant.id, scheduleInOrder(interleaving, order, current.setting))
    return moved
  }
  const showEvidence = ({ at }: Evidence, promise: string) => {
    if (anomalies.some(({ invariant }) => invariant === promise)) setChosen(promise)
    commands.seek(at)
  }
  const matrix = (
    <MatrixSection
      lab={lab}
      interleaving={interleaving}
      variant={variant.id}
      line={current?.alone ? current.line : -1}
      anomaly={anomaly.invariant}
      hand={hand}
      asList={layout === 'narrow'}
      onOpen={(id, index, invariant) => {
        setChosen(invariant)
        open(id, index)
        if (layout === 'narrow') setTab('steps')
      }}
    />
  )
  const steps = (
    <div className={styles.order}>
      <section className={styles.steps} aria-label="The order of steps">
        <header className={styles.head}>
          <h5>The order of steps</h5>
          <span>
            {anomaly.title}, {variant.title.toLowerCase()}
          </span>
          <span className={styles.hint}>Alt ↑ ↓ moves a step and runs that order</span>
        </header>
        <OrderStrip
          interleaving={interleaving}
          orders={orders}
          anomaly={anomaly}
          state={hand.found.get(variant.id)}
          line={current?.line ?? -1}
          place={current?.alone && current.line >= 0 ? current.place : -1}
          own={current && current.line < 0 ? current.order : null}
          onOpen={(place) => {
            const next = orders[place]
            // The strip counts the orders of a line: what a run of no line was given is left behind.
            const setting = current && current.line >= 0 ? current.setting : null
            if (next) hand.open(variant.id, scheduleInOrder(interleaving, next, setting))
          }}
        />
        <InterleavedSteps
          interleaving={interleaving}
          rows={rows}
          order={current?.order ?? null}
          playhead={playhead}
          secret={secret}
          onSeek={commands.seek}
          onMove={move}
        />
      </section>
      <OrderVerdict
        view={view}
        interleaving={interleaving}
        anomaly={anomaly}
        order={current}
        orders={orders.length}
        found={hand.found}
        complete={hand.complete}
        playhead={playhead}
        secret={secret}
        onTry={(id) => {
          const order = current?.order ?? orders[0]
          if (order) hand.open(id, scheduleInOrder(interleaving, order, current?.setting))
        }}
        onFull={onBack}
      />
    </div>
  )
  return (
    <div className={styles.view}>
      <PromiseList
        trace={trace}
        playhead={playhead}
        lab={lab}
        variant={variant.id}
        onShowEvidence={showEvidence}
      />
      {layout === 'narrow' ? (
        <Tabs
          label="Matrix and steps"
          value={tab}
          onChange={setTab}
          tabs={[
            { value: 'matrix', label: 'Matrix', panel: matrix },
            { value: 'steps', label: 'Steps', panel: steps },
          ]}
        />
      ) : (
        <>
          {matrix}
          {steps}
          <PlayerBar
            view={view}
            furthest={furthest}
            width={width}
            zoom={undefined}
            playing={playing}
            nextElsewhere={!hand.complete}
            commands={commands}
          />
        </>
      )}
    </div>
  )
}

const withFaults =
  'There are faults in this schedule. Take them out, and the steps can change places.'

function noOrder(orders: number): string {
  return `This schedule is none of the ${orders} orders: its steps cannot change places.`
}
