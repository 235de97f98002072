/** The worker starts at the reader's click, while the code of the sandbox is still on its way. */
import { acquireLabClient } from '@/simulations/worker/lab-client'
import type { LabAssets } from './lab-content'

/** @returns gives the worker back: to be called once a session has taken it, or when none will */
export function startEarly(lab: string, assets: LabAssets): () => void {
  // The session says so.
  if (typeof WebAssembly === 'undefined') return () => undefined
  const { client, release } = acquireLabClient(assets.worker)
  // The session joins the load, or asks again, and tells what went wrong.
  client.load(loadRequest(lab, assets), () => undefined).catch(() => undefined)
  return release
}

export function loadRequest(lab: string, assets: LabAssets): { assets: string; lab: string } {
  return { assets: assetsAddress(assets), lab }
}

/** Of the folder with Postgres' files, for a worker that stands elsewhere. */
export function assetsAddress(assets: LabAssets): string {
  return new URL(assets.postgres, location.href).href
}
