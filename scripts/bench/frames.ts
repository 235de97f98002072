/** How long each frame of a page takes. */
import type { Page } from '@playwright/test'

export interface FrameTimes {
  /** Frames that took longer than 50 ms: they are seen as a jerk. */
  long: number
  slowestMs: number
}

/**
 * Watches frames from now on. Not to be awaited before the page has been told what to do meanwhile.
 * @param frames how many; the first two are left out, as they are of what was done before
 */
export async function watchFrames(page: Page, frames: number): Promise<FrameTimes> {
  // Without a named function: tsx keeps names by a helper that a page does not have.
  const times = await page.evaluate(async (count) => {
    const taken: number[] = []
    let last = performance.now()
    while (taken.length < count) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      taken.push(now - last)
      last = now
    }
    return taken.slice(2)
  }, frames)
  return {
    long: times.filter((time) => time > 50).length,
    slowestMs: Math.round(Math.max(...times)),
  }
}
