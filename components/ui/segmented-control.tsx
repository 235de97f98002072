'use client'

/** One choice of a few, all of them in sight: a radio group drawn as one strip. */
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './segmented-control.module.css'

export type Segment<Value extends string> = {
  value: Value
  label: ReactNode
  disabled?: boolean
}

export type SegmentedControlProps<Value extends string> = {
  /** What is being chosen; read aloud, not drawn. */
  label: string
  segments: readonly Segment<Value>[]
  value: Value
  onChange: (value: Value) => void
  disabled?: boolean
  className?: string
}

export function SegmentedControl<Value extends string>({
  label,
  segments,
  value,
  onChange,
  disabled,
  className,
}: SegmentedControlProps<Value>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={onChange}
      disabled={disabled}
      className={classNames(styles.strip, className)}
    >
      {segments.map((segment) => (
        <Radio.Root
          key={segment.value}
          value={segment.value}
          disabled={segment.disabled}
          className={styles.segment}
        >
          {segment.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
