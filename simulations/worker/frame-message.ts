/** What the frame that holds the worker of edited code and the page say to each other. */
import type { Response } from './protocol'

/** The first message, with the port for all others. */
export interface FrameStart {
  /** The worker's script. */
  worker: string
}

export type FrameMessage =
  | { kind: 'answer'; response: Response }
  /** The worker has ended. */
  | { kind: 'ended'; reason: string }
