/** Closer and further, at every scale: the signs are the keys that do the same. */
import { Button } from '@/components/ui/button'
import styles from './space-time.module.css'
import type { ZoomChange } from './use-zoom-gestures'

export interface ZoomButtonsProps {
  factor: number
  onZoom: (change: ZoomChange) => void
}

export function ZoomButtons({ factor, onZoom }: ZoomButtonsProps) {
  return (
    <span className={styles.zoomButtons}>
      <Button
        size="small"
        aria-label="Zoom out"
        aria-keyshortcuts="-"
        aria-disabled={factor <= 1}
        title="Zoom out (−)"
        onClick={() => onZoom('out')}
      >
        −
      </Button>
      <Button
        size="small"
        aria-label="Zoom in"
        aria-keyshortcuts="+"
        title="Zoom in (+)"
        data-zoom-in
        onClick={() => onZoom('in')}
      >
        +
      </Button>
    </span>
  )
}
