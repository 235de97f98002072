/** Whether the page is being printed: known in time to draw what goes on paper. */
import { useSyncExternalStore } from 'react'

let printing = false

export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, isPrinting, () => false)
}

function isPrinting(): boolean {
  return printing || matchMedia('print').matches
}

function subscribe(listener: () => void): () => void {
  const set = (now: boolean) => () => {
    printing = now
    listener()
  }
  const begin = set(true)
  const end = set(false)
  const media = matchMedia('print')
  addEventListener('beforeprint', begin)
  addEventListener('afterprint', end)
  media.addEventListener('change', listener)
  return () => {
    removeEventListener('beforeprint', begin)
    removeEventListener('afterprint', end)
    media.removeEventListener('change', listener)
  }
}
