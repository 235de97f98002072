/** How many workers the reader's machine can bear at once. */

export interface Machine {
  hardwareConcurrency: number
  /** Gigabytes, where the browser says. */
  deviceMemory?: number
  /** Held in a hand: memory is short there, and a page that takes too much is closed. */
  coarse: boolean
}

/** Each worker has databases of its own, so a second one costs memory as well as a core. */
export function workersFor({ hardwareConcurrency, deviceMemory, coarse }: Machine): 1 | 2 {
  const roomy = deviceMemory === undefined ? !coarse : deviceMemory >= 4
  return hardwareConcurrency >= 2 && roomy ? 2 : 1
}

export function thisMachine(): Machine {
  const { hardwareConcurrency = 1 } = navigator
  const deviceMemory = 'deviceMemory' in navigator ? Number(navigator.deviceMemory) : undefined
  const coarse = matchMedia('(pointer: coarse)').matches
  return deviceMemory === undefined
    ? { hardwareConcurrency, coarse }
    : { hardwareConcurrency, deviceMemory, coarse }
}
