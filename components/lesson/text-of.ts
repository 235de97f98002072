/** The words of a piece of page, without its markup. */
import { Children, isValidElement, type ReactNode } from 'react'

export function textOf(node: ReactNode): string {
  let text = ''
  for (const child of Children.toArray(node)) {
    if (typeof child === 'string' || typeof child === 'number') text += String(child)
    else if (isValidElement<{ children?: ReactNode }>(child)) text += textOf(child.props.children)
  }
  return text
}
