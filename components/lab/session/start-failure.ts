/** Why a lab did not start, or did not run a recipe, in words that say what to do. */
import { LabFailure } from '@/simulations/worker/lab-client'
import type { Failure } from '@/simulations/worker/protocol'

export function loadFailure(error: unknown): Failure {
  if (error instanceof LabFailure) return error.failure
  return {
    kind: 'load',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  }
}

/** Of a recipe that a started lab was asked to run. */
export function runFailure(error: unknown): Failure {
  if (error instanceof LabFailure) return error.failure
  return { kind: 'unexpected', message: String(error) }
}

export interface FailureText {
  sentence: string
  /** What the machine said, for a report. */
  detail: string
}

export function describeFailure(failure: Failure, when: 'loading' | 'running'): FailureText {
  const { message } = failure
  const told = (sentence: string): FailureText => ({ sentence, detail: message })
  if (when === 'running') {
    // Some say so themselves.
    const why = /^The simulation /.test(message) ? message : `The simulation stopped: ${message}`
    return told(`${why} Your schedule is kept.`)
  }
  if (/could not be loaded/.test(message)) {
    return told(`The lab could not start: ${message}`)
  }
  if (/WebAssembly|CompileError|unsafe-eval/i.test(message)) {
    return told(
      'The lab could not start: this browser blocks WebAssembly on this page. Everything else can be read.',
    )
  }
  if (!navigator.onLine) {
    return told(
      'The lab could not start: you are offline, and its parts are not kept on this device yet.',
    )
  }
  if (/fetch|network/i.test(message)) {
    return told(`The lab could not start: a part of it could not be loaded. ${message}`)
  }
  return told(`The lab could not start: ${message}`)
}
