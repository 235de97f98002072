/** A fenced block of a lesson, highlighted like a service file, without line numbers. */
import { isValidElement, type ReactNode } from 'react'
import { CodeListing } from './code-listing'
import { highlight } from './highlight'
import { textOf } from './text-of'

export async function CodeBlock({ children }: { children?: ReactNode }) {
  return <CodeListing lines={await highlight(textOf(children), languageOf(children))} />
}

/** MDX gives a block as `<code class="language-ts">`. */
function languageOf(children: ReactNode): string {
  if (!isValidElement<{ className?: string }>(children)) return 'text'
  return /language-(\w+)/.exec(children.props.className ?? '')?.[1] ?? 'text'
}
