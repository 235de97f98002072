/** A button whose face is a picture. Its name is required, and is what a screen reader says. */
import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import styles from './icon-button.module.css'

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  label: string
  /** Filled, when it is the next step of its view (the Play of an unplayed lab). */
  next?: boolean
}

export function IconButton({ label, next, className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      className={classNames(styles.icon, next && styles.next, className)}
    />
  )
}
