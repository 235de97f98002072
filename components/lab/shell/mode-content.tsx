'use client'

/** The view of each mode that stands in place of the run. */
import type { ReactNode } from 'react'
import type { Beside } from '../beside/beside'
import { BesideView } from '../beside/beside-view'
import type { LabMode } from '../session/lab-mode'
import type { LabParts } from '../session/lab-parts'
import type { LabSession } from '../session/lab-session'
import { OrdersView } from '../orders/orders-view'
import { SweepView } from '../sweep/sweep-view'
import type { LabLayout } from './layout'
import type { RunView } from './run-view'
import type { Commands } from './use-commands'
import type { Secrets } from './use-run-desk'

export type ModeContentProps = {
  mode: Exclude<LabMode, { name: 'run' }>
  session: LabSession
  parts: LabParts
  view: RunView
  /** Present in the mode of that name. */
  beside: Beside | null
  layout: LabLayout
  /** Of the place for diagrams, in CSS pixels. */
  width: number
  playing: boolean
  /** Events of the run that were seen. */
  furthest: number
  secrets: Secrets
  commands: Commands
  /** To the run that the mode stands in place of. */
  onRun: () => void
}

export function ModeContent(props: ModeContentProps): ReactNode {
  const { mode, session, parts, view, beside, onRun, furthest, ...shared } = props
  switch (mode.name) {
    case 'beside':
      return beside ? (
        <BesideView
          {...shared}
          beside={beside}
          onOther={(variant) => session.show({ name: 'beside', variant })}
          onSwap={session.swap}
          onKeep={session.keepBeside}
        />
      ) : null
    case 'sweep':
      return <SweepView session={session} parts={parts} view={view} />
    case 'orders': {
      const { interleaving } = view.lab
      return interleaving ? (
        <OrdersView
          session={session}
          view={view}
          interleaving={interleaving}
          layout={shared.layout}
          width={shared.width}
          playing={shared.playing}
          furthest={furthest}
          secret={shared.secrets.run}
          commands={shared.commands}
          onBack={onRun}
        />
      ) : null
    }
  }
}
