'use client'

/** The runs that a lab features, to be opened. One that the page still asks about leads to its question instead. */
import { useMemo, useRef, useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { LabDefinition } from '@/simulations/kernel/lab'
import { type LabRecipe, sameRecipe } from '../session/lab-recipe'
import { onDeskChange, questionAbout } from '../session/run-desk'
import styles from './featured-runs.module.css'
import { type FeaturedRecipe, featuredRuns, type RunsOfVariant } from './lab-runs'

export type FeaturedRunsProps = {
  lab: LabDefinition
  /** Stands on the plate. */
  current: LabRecipe
  open: boolean
  onOpen: (recipe: LabRecipe) => void
  /** The reader goes to a question, wherever on the page it is. */
  onLeave: () => void
  onClose: () => void
}

export function FeaturedRuns({ lab, current, open, onOpen, onLeave, onClose }: FeaturedRunsProps) {
  const question = useRef<HTMLElement | null>(null)
  return (
    <Dialog
      open={open}
      onOpenChange={(stays) => {
        if (!stays) onClose()
      }}
      finalFocus={() => {
        const card = question.current
        question.current = null
        // The page scrolls again only when the dialog has gone, and the lab from over the whole window.
        requestAnimationFrame(() => card?.scrollIntoView({ block: 'start' }))
        return card?.querySelector<HTMLElement>('input, button') ?? true
      }}
      title="Runs of this lab"
      description="What this lab is about, one run each. A run that you open plays from its start."
    >
      {open ? (
        <RunList
          lab={lab}
          current={current}
          onOpen={(recipe) => {
            onClose()
            onOpen(recipe)
          }}
          onQuestion={(card) => {
            onLeave()
            onClose()
            question.current = document.getElementById(card)
          }}
        />
      ) : null}
    </Dialog>
  )
}

type RunListProps = Pick<FeaturedRunsProps, 'lab' | 'current' | 'onOpen'> & {
  onQuestion: (card: string) => void
}

function RunList({ lab, current, onOpen, onQuestion }: RunListProps) {
  const groups = useMemo(() => featuredRuns(lab), [lab])
  const cards = useSyncExternalStore(
    onDeskChange,
    () => JSON.stringify(cardsOf(lab, groups)),
    () => '{}',
  )
  const asking: Record<string, string> = JSON.parse(cards)
  return (
    <div className={styles.groups}>
      {groups.map(({ title, runs }) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul>
            {runs.map((run) => {
              const card = asking[nameOf(run)] ?? null
              return (
                <li key={nameOf(run)}>
                  {card === null ? (
                    <Button
                      kind="plain"
                      aria-current={sameRecipe(run.recipe, current) || undefined}
                      onClick={() => onOpen(run.recipe)}
                    >
                      {run.title}
                    </Button>
                  ) : (
                    <span>
                      This page asks about this run.{' '}
                      <Button kind="plain" onClick={() => onQuestion(card)}>
                        Answer first
                      </Button>
                    </span>
                  )}
                  <small>{run.recipe.schedule || 'the lab’s own actions, and no fault'}</small>
                </li>
              )
            })}
          </ul>
        </section>
      ))}
    </div>
  )
}

/** The questions that are open, by run, as ids of their elements. */
function cardsOf(lab: LabDefinition, groups: readonly RunsOfVariant[]): Record<string, string> {
  const cards = groups.flatMap(({ runs }) =>
    runs.flatMap((run): [string, string][] => {
      const card = questionAbout(lab.id, run.key)
      return card === null ? [] : [[nameOf(run), card]]
    }),
  )
  return Object.fromEntries(cards)
}

function nameOf({ key }: FeaturedRecipe): string {
  return `${key.variant} ${key.seed} ${key.ranAs}`
}
