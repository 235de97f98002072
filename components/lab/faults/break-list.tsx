'use client'

/** Everything that can be done to a running lab, as a list: actions first, then nodes, then links. */
import { Dialog } from '@/components/ui/dialog'
import type { LabDefinition, VariantDefinition } from '@/simulations/kernel/lab'
import type { FaultTarget } from '../canvas/flow-types'
import styles from './break-list.module.css'

export type BreakListProps = {
  lab: LabDefinition
  variant: VariantDefinition
  open: boolean
  onAction: (action: string) => void
  onTarget: (target: FaultTarget) => void
  /** Puts another variant beside this one. */
  onBeside: () => void
  /** Tries every fault by itself. */
  onSweep: () => void
  /** `null` where the lab is not about orders of steps. */
  onOrders: (() => void) | null
  onClose: () => void
}

export function BreakList(props: BreakListProps) {
  const { lab, variant, open, onAction, onTarget, onBeside, onSweep, onOrders, onClose } = props
  const here = (id: string) => !variant.without.includes(id)
  const nodes = lab.nodes.filter((node) => here(node.id))
  const links = lab.links.filter(({ from, to }) => here(from) && here(to) && here(`${from}->${to}`))
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      title="Do something, or break something"
    >
      <ul className={styles.list}>
        {lab.actions.map((action) => (
          <li key={action.id}>
            <button type="button" onClick={() => onAction(action.id)}>
              {action.title}
            </button>
          </li>
        ))}
        {lab.variants.length > 1 ? (
          <li>
            <button type="button" onClick={onBeside}>
              Side by side with another variant
              <small>the same schedule in both, on one clock</small>
            </button>
          </li>
        ) : null}
        <li>
          <button type="button" onClick={onSweep}>
            Every fault, one run each
            <small>crash every line, cut every link</small>
          </button>
        </li>
        {onOrders ? (
          <li>
            <button type="button" onClick={onOrders}>
              Every order of steps
              <small>all of them, under each variant</small>
            </button>
          </li>
        ) : null}
        {nodes.map((node) => (
          <li key={node.id}>
            <button type="button" onClick={() => onTarget({ kind: 'node', node: node.id })}>
              {node.id}
              <small>{node.description ?? kindWords[node.kind]}</small>
            </button>
          </li>
        ))}
        {links.map(({ from, to }) => (
          <li key={`${from} ${to}`}>
            <button type="button" onClick={() => onTarget({ kind: 'link', from, to })}>
              {from} → {to}
              <small>link</small>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

const kindWords: Record<LabDefinition['nodes'][number]['kind'], string> = {
  client: 'client',
  service: 'service',
  postgres: 'database',
  broker: 'broker',
  redis: 'cache',
  provider: 'outside provider',
}
