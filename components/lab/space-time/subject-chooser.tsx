/** Which order stays in ink while the others fade. */
import styles from './space-time.module.css'

export interface SubjectChooserProps {
  /** "order". */
  noun: string
  subjects: readonly string[]
  /** `null`: all of them. */
  subject: string | null
  onSubject: (subject: string | null) => void
}

export function SubjectChooser({ noun, subjects, subject, onSubject }: SubjectChooserProps) {
  return (
    <select
      className={styles.chooser}
      aria-label={`Which ${noun} is drawn in ink`}
      data-chosen={subject !== null || undefined}
      value={subject ?? ''}
      onChange={({ target }) => onSubject(target.value === '' ? null : target.value)}
    >
      <option value="">all {noun}s</option>
      {subjects.map((one) => (
        <option key={one} value={one}>
          {noun} {one}
        </option>
      ))}
    </select>
  )
}
