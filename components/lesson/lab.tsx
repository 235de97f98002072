/** The place of a lab in a lesson. */
import type { ReactNode } from 'react'
import { Figure } from './figure'

export type LabProps = {
  /** The lab's id in the registry. */
  id: string
  variant?: string
  /** The schedule that the lesson puts in place for the reader. */
  faults?: string
  /** For example "Lab 6.1". */
  name?: string
  caption: ReactNode
}

export function Lab({ id, name, caption }: LabProps) {
  return (
    <Figure name={name} caption={caption} wide>
      <section aria-label={`Lab: ${id}`} className="px-6 py-18 text-center text-ink-2">
        <p className="font-serif text-t2">The lab {id} is not part of this build.</p>
      </section>
    </Figure>
  )
}
