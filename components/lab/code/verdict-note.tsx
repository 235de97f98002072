/** Beside a line that a broken promise needed and that never ran. */
import { Mark } from '@/components/ui/mark'
import { classNames } from '@/components/ui/class-names'
import styles from './verdict-note.module.css'

export function NeverRanNote({ text, className }: { text: string; className: string | undefined }) {
  return (
    <span className={classNames(className, styles.never)}>
      <Mark meaning="lost" size={10} />
      {text}
    </span>
  )
}
