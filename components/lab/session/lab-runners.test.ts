import { afterEach, expect, test, vi } from 'vitest'
import type { LabAssets } from './lab-content'
import { LabRunners } from './lab-runners'

class SilentWorker {
  static readonly started: SilentWorker[] = []
  onmessage: unknown = null
  onerror: ((event: { message: string }) => void) | null = null
  constructor() {
    SilentWorker.started.push(this)
  }
  postMessage(): void {}
  terminate(): void {}
}

afterEach(() => void vi.unstubAllGlobals())

test('a lab that was given up hears no more of the worker that the labs of a page share', () => {
  vi.stubGlobal('Worker', SilentWorker)
  const assets: LabAssets = {
    worker: '/worker.js',
    frame: '/frame.html',
    content: '/lab.json',
    postgres: '/postgres/',
    megabytes: 1,
  }
  const told: string[] = []
  const open = (lab: string) =>
    new LabRunners(lab, assets, new Promise(() => undefined), (message) =>
      told.push(`${lab}: ${message}`),
    )
  const [given, kept] = [open('outbox'), open('saga')]
  given.release()
  SilentWorker.started[0]?.onerror?.({ message: 'out of memory' })
  expect(SilentWorker.started).toHaveLength(1)
  expect(told).toEqual(['saga: out of memory'])
  kept.release()
})
