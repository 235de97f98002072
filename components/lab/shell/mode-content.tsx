'use client'

/** The view of each mode that stands in place of the run. */
import type { ReactNode } from 'react'
import type { LabMode } from '../session/lab-mode'

export type ModeContentProps = {
  mode: Exclude<LabMode, { name: 'run' }>
}

export function ModeContent({ mode }: ModeContentProps): ReactNode {
  switch (mode.name) {
    case 'beside':
      return null
    case 'sweep':
      return null
  }
}
