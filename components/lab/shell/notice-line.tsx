/** One sentence about what the reader has just done, with a way back. */
import { Button } from '@/components/ui/button'
import type { Notice } from '../session/session-state'
import styles from './notice-line.module.css'

export type NoticeLineProps = {
  notice: Notice | null
  onUndo: () => void
  onClose: () => void
}

export function NoticeLine({ notice, onUndo, onClose }: NoticeLineProps) {
  if (!notice) return null
  return (
    <p className={styles.notice}>
      <span>{notice.text}</span>
      {notice.link ? <a href={`#${notice.link.to}`}>{notice.link.text}</a> : null}
      {notice.undo ? (
        <Button kind="plain" onClick={onUndo}>
          Undo
        </Button>
      ) : null}
      <Button kind="plain" onClick={onClose}>
        Hide
      </Button>
    </p>
  )
}
