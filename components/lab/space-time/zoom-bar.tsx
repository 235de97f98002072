/** What of the run is in view while it is looked at closely, and back to the whole of it. */
import { Button } from '@/components/ui/button'
import { factorInWords, type TimeWindow, windowInWords } from './time-window'

export interface ZoomBarProps {
  factor: number
  /** `null` where the view scrolls over the whole run. */
  shown: TimeWindow | null
  onFit: () => void
}

export function ZoomBar({ factor, shown, onFit }: ZoomBarProps) {
  return (
    <>
      {shown ? <b>{windowInWords(shown)}</b> : null}
      <span>{factorInWords(factor)}, around the playhead</span>
      <Button size="small" aria-keyshortcuts="0" title="The whole run (0)" onClick={onFit}>
        Fit
      </Button>
    </>
  )
}
