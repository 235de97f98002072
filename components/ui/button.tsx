/**
 * A button with words. `do` is filled and stands for the one next step of a view, so a view has at
 * most one; `default` is outlined; `plain` reads as a link.
 */
import type { ComponentProps } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names'

export type ButtonKind = 'do' | 'default' | 'plain'
export type ButtonSize = 'small' | 'medium' | 'big'

export type ButtonProps = ComponentProps<'button'> & {
  kind?: ButtonKind
  size?: ButtonSize
}

export function Button({
  kind = 'default',
  size = 'medium',
  className,
  type = 'button',
  ...rest
}: ButtonProps) {
  return <button {...rest} type={type} className={buttonClass({ kind, size, className })} />
}

/** The look alone, for links that are drawn as buttons. */
export function buttonClass(look: { kind: ButtonKind; size: ButtonSize; className?: string }) {
  return classNames(styles.button, styles[look.kind], styles[look.size], look.className)
}
