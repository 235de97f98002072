'use client'

/** Says where progress is not kept, and what was found spoilt. Says nothing otherwise. */
import type { ProgressStatus } from './progress-store'
import { useProgressReport } from './use-progress'

export function ProgressNote() {
  const { status, setAside } = useProgressReport()
  const words = [
    status.kind === 'not-kept' ? notKept[status.why] : null,
    setAside > 0
      ? `${setAside} ${setAside === 1 ? 'record' : 'records'} of your progress could not be read. They were set aside; everything else is here.`
      : null,
  ].filter((sentence) => sentence !== null)
  return <p role="status">{words.join(' ')}</p>
}

const notKept: Record<Extract<ProgressStatus, { kind: 'not-kept' }>['why'], string> = {
  forbidden: 'Storage is off in this browser: progress lasts until you close the tab.',
  full: 'This browser has no room left: what you do from now on lasts until you close the tab.',
  newer:
    'A newer version of this site keeps your progress. Reload to use it; what you do here lasts until you close the tab.',
  closed:
    'Another tab has a newer version of this site. Reload this one; what you do here lasts until you close it.',
}
