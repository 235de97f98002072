/** The run that a lab's poster shows the beginning of; made by the build. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { TraceEvent } from '@/simulations/kernel/trace-event'

export interface PosterRun {
  variant: string
  seed: number
  schedule: string
  trace: TraceEvent[]
}

/**
 * The featured run with this recipe, or undefined: then there is no poster. A lesson that leaves the fault to the reader
 * gets the run up to where it would strike.
 */
export async function readPosterRun(
  lab: string,
  { variant, seed, schedule }: Omit<PosterRun, 'trace'>,
): Promise<PosterRun | undefined> {
  const file = path.join(process.cwd(), '.cache', 'posters', `${lab}.json`)
  const { runs }: { runs: PosterRun[] } = JSON.parse(await readFile(file, 'utf8'))
  const found = runs.find(
    (run) =>
      run.variant === variant &&
      run.seed === seed &&
      (run.schedule === schedule || schedule === ''),
  )
  if (!found || schedule !== '') return found
  const fault = found.trace.findIndex((event) => event.kind === 'fault')
  return { ...found, trace: fault === -1 ? found.trace : found.trace.slice(0, fault) }
}
