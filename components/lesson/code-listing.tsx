/** Lines of code in the monochrome scheme, with a name above and numbers where the file has them. */
import styles from './code-listing.module.css'
import type { Line, SpanKind } from './spans'

export type CodeListingProps = {
  lines: readonly Line[]
  /** The file name, shown above and used as the name of the scrolling region. */
  title?: string
  /** The number of the first line; without it the lines are not numbered. */
  firstLine?: number
}

export function CodeListing({ lines, title, firstLine }: CodeListingProps) {
  return (
    <figure className={styles.listing}>
      {title === undefined ? null : <figcaption className={styles.title}>{title}</figcaption>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div role="group" className={styles.scroll} tabIndex={0} aria-label={title ?? 'Code'}>
        <pre>
          <code>
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a listing never changes, its lines are their places
              <span key={index}>
                {firstLine === undefined ? null : (
                  <span className={styles.number} aria-hidden="true">
                    {firstLine + index}
                  </span>
                )}
                <CodeLine line={line} />
                {'\n'}
              </span>
            ))}
          </code>
        </pre>
      </div>
    </figure>
  )
}

/** One line, for those that draw their own gutter. */
export function CodeLine({ line }: { line: Line }) {
  return line.map((span, index) =>
    span.kind === 'plain' ? (
      span.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: spans never change, they are their places
      <span key={index} className={spanClass(span.kind)}>
        {span.text}
      </span>
    ),
  )
}

function spanClass(kind: SpanKind): string | undefined {
  switch (kind) {
    case 'keyword':
      return styles.keyword
    case 'comment':
      return styles.comment
    case 'string':
      return styles.string
    case 'plain':
      return undefined
  }
}
