'use client'

/** Says where progress is not kept, and what could not be read. Says nothing otherwise. */
import type { ProgressStatus } from './progress-store'
import { useProgressReport } from './use-progress'

export function ProgressNote() {
  const { status, setAside, unkept } = useProgressReport()
  const words = [
    status.kind === 'not-kept' ? notKept[status.why] : null,
    setAside > 0
      ? `${setAside} ${setAside === 1 ? 'record' : 'records'} of your progress could not be read. They were set aside; everything else is here.`
      : null,
    unkept > 0
      ? `${unkept} ${unkept === 1 ? 'record' : 'records'} of your progress cannot be kept, most likely for ${unkept === 1 ? 'its' : 'their'} length. What could be kept before stays; this lasts until you close the tab.`
      : null,
  ].filter((sentence) => sentence !== null)
  return <p role="status">{words.join(' ')}</p>
}

const notKept: Record<Extract<ProgressStatus, { kind: 'not-kept' }>['why'], string> = {
  forbidden: 'Storage is off in this browser: progress lasts until you close the tab.',
  full: 'This browser has no room left: what you do from now on lasts until you close the tab.',
  newer:
    'A newer version of this site keeps your progress. Reload to use it; what you do here lasts until you close the tab.',
  blocked:
    'Another tab holds an older version of your progress. Close it, and what you do here is kept; until then it lasts as long as this tab.',
  unreachable:
    'Progress is not kept until the part of this site that keeps it can be fetched. It is asked for again with what you do next; if that does not help, reload.',
  closed:
    'Another tab has a newer version of this site. Reload this one; what you do here lasts until you close it.',
}
