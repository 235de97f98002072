/** What stands on the plate between its head and its schedule: the run, or something in its place. */

export type LabMode =
  | { name: 'run' }
  /** The run of another variant under the same schedule, on the same clock. */
  | { name: 'beside'; variant: string }
  /** Every single fault, one run each. */
  | { name: 'sweep' }

export const runMode: LabMode = { name: 'run' }

export const modeTitles: Record<LabMode['name'], string> = {
  run: 'The run',
  beside: 'Side by side',
  sweep: 'Every fault at once',
}
