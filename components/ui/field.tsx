'use client'

/**
 * A line of text the reader writes, with its label and, under it, what is wrong with it. Errors of
 * the interface are never red: bold ink here, a wavy --hand line where the text itself is drawn.
 */
import { Field as Base } from '@base-ui/react/field'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './field.module.css'

export type FieldProps = {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder?: string
  /** Present when the text cannot be used: what was expected, and the closest valid name. */
  error?: ReactNode
  description?: ReactNode
  readOnly?: boolean
  disabled?: boolean
  /** Code and schedules are set in the monospace. */
  mono?: boolean
  className?: string
}

export function Field({
  label,
  value,
  onChange,
  placeholder,
  error,
  description,
  readOnly,
  disabled,
  mono,
  className,
}: FieldProps) {
  const wrong = error !== undefined && error !== null
  return (
    <Base.Root className={classNames(styles.field, className)} invalid={wrong} disabled={disabled}>
      <Base.Label className={styles.label}>{label}</Base.Label>
      <Base.Control
        className={classNames(styles.control, mono && styles.mono)}
        value={value}
        onValueChange={onChange}
        placeholder={placeholder}
        readOnly={readOnly}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
      />
      {description === undefined ? null : (
        <Base.Description className={styles.description}>{description}</Base.Description>
      )}
      <Base.Error className={styles.error} match={wrong}>
        {error}
      </Base.Error>
    </Base.Root>
  )
}
