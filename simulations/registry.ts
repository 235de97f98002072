/** Every lab, loaded when asked for. Adding one is one line here. */
import type { LabDefinition } from './kernel/lab'

export const labs: Record<string, () => Promise<LabDefinition>> = {
  'shared-database': () => import('./shared-database/lab').then((module) => module.lab),
  outbox: () => import('./outbox/lab').then((module) => module.lab),
  'outbox-relay': () => import('./outbox-relay/lab').then((module) => module.lab),
  'two-phase-commit': () => import('./two-phase-commit/lab').then((module) => module.lab),
  saga: () => import('./saga/lab').then((module) => module.lab),
  'saga-isolation': () => import('./saga-isolation/lab').then((module) => module.lab),
}

export const labIds: readonly string[] = Object.keys(labs)
