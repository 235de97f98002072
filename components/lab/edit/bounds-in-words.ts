/** When a run of changed code is stopped. */
import { defaultBounds } from '@/simulations/kernel/bounds'
import { second } from '@/simulations/kernel/time'
import { silenceMostMs } from '@/simulations/worker/lab-client'

export const boundsInWords = `after ${defaultBounds.events.toLocaleString('en')} events, ${
  defaultBounds.virtualUs / second
} s of the run’s own time, or ${silenceMostMs / 1_000} s of yours without a sign of life`
