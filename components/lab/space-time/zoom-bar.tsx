/** How close the diagram is looked at, and back. */
import { Button } from '@/components/ui/button'
import styles from './space-time.module.css'
import { factorInWords, type TimeWindow, windowInWords } from './time-window'
import type { ZoomChange } from './use-zoom-keys'

export interface ZoomBarProps {
  factor: number
  /** `null` where the view scrolls over the whole run. */
  shown: TimeWindow | null
  onZoom: (change: ZoomChange) => void
}

export function ZoomBar({ factor, shown, onZoom }: ZoomBarProps) {
  return (
    <div className={styles.zoomBar}>
      {shown ? <b>{windowInWords(shown)}</b> : null}
      <span>{factorInWords(factor)}, around the playhead</span>
      <Button size="small" aria-label="Zoom out" onClick={() => onZoom('out')}>
        −
      </Button>
      <Button size="small" aria-label="Zoom in" onClick={() => onZoom('in')}>
        +
      </Button>
      <Button size="small" onClick={() => onZoom('fit')}>
        Fit
      </Button>
    </div>
  )
}
