/** What a person can do for an instance that waits for one: each button writes one line of the schedule. */
import { Button } from '@/components/ui/button'
import { Mark } from '@/components/ui/mark'
import type { HandActions, LabDefinition } from '@/simulations/kernel/lab'
import styles from './chart-panel.module.css'

/** Does an action of the lab at the playhead. */
export type Act = (action: string, values: Record<string, string>) => void

export interface ByHandProps {
  lab: Pick<LabDefinition, 'actions'>
  byHand: HandActions | undefined
  /** What waits: `order`, and its key. */
  noun: string
  instance: string
  onAct: Act
}

export function ByHand({ lab, byHand, noun, instance, onAct }: ByHandProps) {
  if (!byHand) return null
  const { actions, argument } = byHand
  return (
    <section className={styles.byHand} aria-label={`For a person to decide: ${noun} ${instance}`}>
      <Mark meaning="doubt" size={11} />
      <span>
        {lab.actions
          .filter(({ id }) => actions.includes(id))
          .map(({ id, title }) => (
            <Button key={id} size="small" onClick={() => onAct(id, { [argument]: instance })}>
              {title}
            </Button>
          ))}
      </span>
    </section>
  )
}
