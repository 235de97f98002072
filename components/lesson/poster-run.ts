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

/** The featured run with this recipe, or undefined: then there is no poster. */
export async function readPosterRun(
  lab: string,
  wanted: Omit<PosterRun, 'trace'>,
): Promise<PosterRun | undefined> {
  const file = path.join(process.cwd(), '.cache', 'posters', `${lab}.json`)
  const { runs }: { runs: PosterRun[] } = JSON.parse(await readFile(file, 'utf8'))
  return runs.find(
    (run) =>
      run.variant === wanted.variant &&
      run.seed === wanted.seed &&
      run.schedule === wanted.schedule,
  )
}
