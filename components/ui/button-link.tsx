/** A link drawn as a button: it goes somewhere, where a Button does something. */
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { type ButtonKind, type ButtonSize, buttonClass } from './button'

export type ButtonLinkProps = ComponentProps<typeof Link> & {
  kind?: ButtonKind
  size?: ButtonSize
}

export function ButtonLink({
  kind = 'default',
  size = 'medium',
  className,
  ...rest
}: ButtonLinkProps) {
  return <Link {...rest} className={buttonClass({ kind, size, className })} />
}
