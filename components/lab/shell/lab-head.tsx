/** The first row of a lab: what to do, in which variant, and the one next step. */
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { Kbd } from '@/components/ui/kbd'
import type { LabMode } from '../session/lab-mode'
import type { Task } from '../session/run-desk'
import type { LabLayout } from './layout'
import { type CodeStep, codeStepLabel, sweepCodeLabel } from './repair'
import type { RunView } from './run-view'
import styles from './lab-head.module.css'
import { VariantChoice } from './variant-choice'

export type LabHeadProps = {
  view: RunView
  /** Asked for by the page, in place of the lab's own goal. */
  task: Task | null
  /** The task is done in the code. */
  repairing: boolean
  /** The next step is one of the reader's own code. */
  codeStep: CodeStep | null
  layout: LabLayout
  full: boolean
  /** Another button is the filled one: the player's while it plays, the one that restarts a lab that has stopped. */
  nextElsewhere: boolean
  /** What stands in place of the run has the next step, so it is not here. */
  mode: LabMode['name']
  onVariant: (variant: string) => void
  /** The same faults again in the variant that repairs this one. */
  onRemedy: (variant: string) => void
  onBeside: () => void
  onAction: (action: string) => void
  onFull: () => void
  onCompare: () => void
  onSweep: () => void
  onCodeStep: (step: CodeStep) => void
  /** `null` where the lab is not about orders of steps. */
  onOrders: (() => void) | null
  /** Lists what the head has no room for, and all that can be broken. */
  onMore: () => void
}

export function LabHead({
  view,
  task,
  repairing,
  codeStep,
  layout,
  full,
  nextElsewhere,
  mode,
  onVariant,
  onRemedy,
  onBeside,
  onAction,
  onFull,
  onCompare,
  onSweep,
  onCodeStep,
  onOrders,
  onMore,
}: LabHeadProps) {
  const { lab, variant } = view
  const remedy = mode === 'run' ? view.remedy : null
  const survived = mode === 'run' && view.survived
  const action = lab.actions[0]
  return (
    <div className={styles.head}>
      <h3 className={styles.goal}>
        <b>{task ? task.name : 'Goal'}</b>
        {task && repairing ? (
          <span>{task.title}</span>
        ) : task ? (
          <span className={styles.task}>
            {task.text} <a href={task.href}>{task.link ?? 'Hints'}</a>
          </span>
        ) : (
          <span>{view.goal}</span>
        )}
      </h3>
      <VariantChoice lab={lab} variant={variant} onVariant={onVariant} />
      {layout === 'narrow' ? null : (
        <span className={styles.acts}>
          {layout === 'wide' && mode === 'run' && lab.variants.length > 1 ? (
            <Button kind="plain" onClick={onBeside}>
              Side by side
            </Button>
          ) : null}
          {layout === 'wide' ? (
            <Button kind="plain" onClick={onCompare}>
              Code changes
            </Button>
          ) : null}
          {layout === 'middle' && mode === 'run' ? (
            <Button kind="plain" onClick={onMore}>
              More
            </Button>
          ) : null}
          {layout === 'wide' && mode === 'run' && !survived && !repairing ? (
            <Button kind="plain" onClick={onSweep}>
              Try to break it
            </Button>
          ) : null}
          {layout === 'wide' && repairing && codeStep && codeStep.name !== 'sweep' ? (
            <Button disabled={codeStep.name === 'line'} onClick={onSweep}>
              {sweepCodeLabel}
            </Button>
          ) : null}
          {codeStep ? (
            <Button key="code" kind="do" onClick={() => onCodeStep(codeStep)}>
              {codeStepLabel(codeStep)}
            </Button>
          ) : remedy ? (
            <Button
              key="remedy"
              kind={nextElsewhere ? 'default' : 'do'}
              onClick={() => onRemedy(remedy.id)}
            >
              {remedyLabel(remedy.title)}
            </Button>
          ) : survived ? (
            <Button key="sweep" kind={nextElsewhere ? 'default' : 'do'} onClick={onSweep}>
              {layout === 'wide' ? sweepLabel : 'Try to break it'}
            </Button>
          ) : onOrders ? (
            mode === 'orders' ? null : (
              <Button key="orders" onClick={onOrders}>
                {ordersLabel}
              </Button>
            )
          ) : action ? (
            <Button key="action" onClick={() => onAction(action.id)}>
              {action.title} <Kbd>O</Kbd>
            </Button>
          ) : null}
          <IconButton
            label={full ? 'Leave full screen' : 'Full screen'}
            aria-pressed={full}
            onClick={onFull}
          >
            <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
              <path
                d={
                  full ? 'M5 1v4H1M9 1v4h4M5 13V9H1M9 13V9h4' : 'M1 5V1h4M13 5V1H9M1 9v4h4M13 9v4H9'
                }
                fill="none"
                stroke="currentColor"
                strokeWidth="1.4"
              />
            </svg>
          </IconButton>
        </span>
      )}
    </div>
  )
}

export const ordersLabel = 'Every order of steps'
export const sweepLabel = 'Try to break it: crash every line'

/** "Switch outbox on, replay". */
export function remedyLabel(title: string): string {
  return `Switch ${title.charAt(0).toLowerCase()}${title.slice(1)} on, replay`
}
