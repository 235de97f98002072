/**
 * The variants of a lab. Up to four stand side by side; of more, those that keep every promise do, and a menu says of the
 * others what each breaks. Where even those are more than four, all are in the menu.
 */
import { ChoiceMenu } from '@/components/ui/choice-menu'
import { SegmentedControl } from '@/components/ui/segmented-control'
import {
  choiceOfVariants,
  type LabDefinition,
  type VariantDefinition,
} from '@/simulations/kernel/lab'
import styles from './variant-choice.module.css'

const besideMost = 4

export type VariantChoiceProps = {
  lab: LabDefinition
  variant: VariantDefinition
  onVariant: (variant: string) => void
}

export function VariantChoice({ lab, variant, onVariant }: VariantChoiceProps) {
  const all = choiceOfVariants(lab, variant.id)
  const broken = all.length > besideMost ? all.filter((one) => one.breaks.length > 0) : []
  if (all.length - broken.length > besideMost)
    return (
      <div className={styles.choice}>
        <ChoiceMenu
          label={`${all.length} variants`}
          choices={all.map((one) => ({ value: one.id, label: one.title, about: vowsOf(lab, one) }))}
          value={variant.id}
          onChange={onVariant}
        />
      </div>
    )
  return (
    <div className={styles.choice}>
      <SegmentedControl
        label="Variant"
        className={styles.segments}
        segments={all
          .filter((one) => !broken.includes(one))
          .map((one) => ({ value: one.id, label: one.title }))}
        value={variant.id}
        onChange={onVariant}
      />
      {broken.length > 0 ? (
        <ChoiceMenu
          label={`${broken.length} broken variants`}
          choices={broken.map((one) => ({
            value: one.id,
            label: one.title,
            about: vowsOf(lab, one),
          }))}
          value={variant.id}
          onChange={onVariant}
        />
      ) : null}
    </div>
  )
}

function vowsOf(lab: LabDefinition, { breaks, promises }: VariantDefinition): string {
  const [word, ids] = breaks.length > 0 ? ['Breaks', breaks] : ['Promises', promises]
  return `${word}: ${ids.map((id) => titleOf(lab, id)).join('; ')}.`
}

function titleOf(lab: LabDefinition, invariant: string): string {
  const title = lab.invariants.find(({ id }) => id === invariant)?.title ?? invariant
  return title.charAt(0).toLowerCase() + title.slice(1)
}
