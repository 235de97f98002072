/** Orders of the steps of two sagas, as the text of schedules. */
import {
  type Interleaving,
  type InterleavingSetting,
  type StepOrder,
  stepOrders,
  stepsInOrder,
} from '../kernel/interleaving'
import { printSchedule } from '../schedule/print-schedule'

export function scheduleInOrder(
  interleaving: Interleaving,
  order: StepOrder,
  setting: Pick<InterleavingSetting, 'arguments'> | null = null,
): string {
  const span = { start: 0, end: 0 }
  const steps = stepsInOrder(interleaving, order, setting)
  return printSchedule({ items: steps.map((step) => ({ kind: 'do', ...step, span })) })
}

/** One line of runs for each setting of a variant; one without any where it has none. */
export function settingsOf(
  { settings }: Interleaving,
  variant: string,
): readonly (InterleavingSetting | null)[] {
  return settings[variant] ?? [null]
}

/** Every order, setting by setting. */
export function schedulesOfOrders(interleaving: Interleaving, variant: string): string[] {
  return settingsOf(interleaving, variant).flatMap((setting) =>
    stepOrders(interleaving).map((order) => scheduleInOrder(interleaving, order, setting)),
  )
}
