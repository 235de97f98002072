/** What stands on the plate between its head and its schedule: the run, or something in its place. */

export type LabMode =
  | { name: 'run' }
  /** The run of another variant under the same schedule, on the same clock. */
  | { name: 'beside'; variant: string }
  /** Every single fault, one run each. */
  | { name: 'sweep' }
  /** Two sagas, the row between them, and every order of their steps: of a lab that is about that. */
  | { name: 'orders' }

export const runMode: LabMode = { name: 'run' }

export const modeTitles: Record<LabMode['name'], string> = {
  run: 'The run',
  beside: 'Side by side',
  sweep: 'Every fault at once',
  orders: 'Every order of steps',
}
