/** The cells of the matrix: a table where there is room, else a list for each anomaly. */
import { Fragment, type ReactNode } from 'react'
import { Mark } from '@/components/ui/mark'
import type { VariantDefinition } from '@/simulations/kernel/lab'
import type { MatrixSectionProps } from './matrix-section'
import { costInWords, costOf, type MatrixCell, type MatrixLine, matrixCells } from './order-matrix'
import styles from './matrix-verdicts.module.css'

export function MatrixVerdicts(props: MatrixSectionProps) {
  const { lab, interleaving, hand, asList } = props
  const rows = interleaving.anomalies.map((anomaly) => ({
    ...anomaly,
    cells: matrixCells(lab, interleaving, anomaly.invariant, hand.found),
    old: matrixCells(lab, interleaving, anomaly.invariant, hand.before),
  }))
  const more = [
    { title: 'promises besides', of: (variant: VariantDefinition) => besides(props, variant) },
    { title: 'costs', of: (variant: VariantDefinition) => costs(props, variant) },
  ].filter(({ of }) => lab.variants.some((variant) => of(variant) !== ''))
  if (asList)
    return (
      <div className={styles.lists}>
        {rows.map(({ invariant, title, about, cells, old }) => (
          <Fragment key={invariant}>
            <h5>
              {title}
              <small>{about}</small>
            </h5>
            <ul aria-label={title}>
              {cells.map((cell, index) => (
                <li key={cell.variant.id} data-selected={isSelected(props, cell, invariant)}>
                  <span>{cell.variant.title}</span>
                  <Lines
                    {...props}
                    cell={cell}
                    old={old[index]}
                    invariant={invariant}
                    title={title}
                  />
                </li>
              ))}
            </ul>
          </Fragment>
        ))}
        {more.map(({ title, of }) => (
          <Fragment key={title}>
            <h5>{title}</h5>
            <ul aria-label={title}>
              {lab.variants
                .filter((variant) => of(variant) !== '')
                .map((variant) => (
                  <li key={variant.id}>
                    <span>{variant.title}</span>
                    <span>{of(variant)}</span>
                  </li>
                ))}
            </ul>
          </Fragment>
        ))}
      </div>
    )
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">anomaly</th>
          {lab.variants.map(({ id, title }) => (
            <th key={id} scope="col" data-current={id === props.variant || undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ invariant, title, about, cells, old }) => (
          <tr key={invariant}>
            <th scope="row">
              {title}
              <small>{about}</small>
            </th>
            {cells.map((cell, index) => (
              <td key={cell.variant.id} data-selected={isSelected(props, cell, invariant)}>
                <Lines
                  {...props}
                  cell={cell}
                  old={old[index]}
                  invariant={invariant}
                  title={title}
                />
              </td>
            ))}
          </tr>
        ))}
        {more.map(({ title, of }) => (
          <tr key={title} className={styles.more}>
            <th scope="row">{title}</th>
            {lab.variants.map((variant) => (
              <td key={variant.id}>{of(variant)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** In words, and what its runs took. */
function costs(
  { interleaving, hand }: Pick<MatrixSectionProps, 'interleaving' | 'hand'>,
  { id }: VariantDefinition,
): ReactNode {
  const now = costOf(hand.found.get(id))
  const before = now ? null : costOf(hand.before.get(id))
  const counted = now ?? before
  const words = interleaving.costs[id] ?? ''
  if (!counted) return words
  return (
    <>
      {words}
      <small
        className={styles.counted}
        data-old={before ? true : undefined}
        inert={before !== null}
      >
        {costInWords(counted)}
      </small>
    </>
  )
}

/** What a variant promises that is no row of the matrix. */
function besides(
  { lab, interleaving }: Pick<MatrixSectionProps, 'lab' | 'interleaving'>,
  { promises }: VariantDefinition,
): string {
  const rows = interleaving.anomalies.map(({ invariant }) => invariant)
  return lab.invariants
    .filter(({ id }) => promises.includes(id) && !rows.includes(id))
    .map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1))
    .join('; ')
}

function isSelected(
  { variant, anomaly }: MatrixSectionProps,
  cell: MatrixCell,
  invariant: string,
): true | undefined {
  return cell.variant.id === variant && invariant === anomaly ? true : undefined
}

type LinesProps = Pick<MatrixSectionProps, 'line' | 'variant' | 'onOpen'> & {
  cell: MatrixCell
  /** Found before what is on the plate was changed. */
  old: MatrixCell | undefined
  invariant: string
  title: string
}

function Lines({ cell, old, invariant, title, variant, line: shown, onOpen }: LinesProps) {
  const { id } = cell.variant
  const known = old?.lines.some(({ done }) => done > 0) ?? false
  if (known && cell.lines.every(({ done }) => done === 0)) return <OldLines cell={old} />
  const run = cell.lines.some(({ done }) => done > 0)
  const broken = cell.lines.some((line) => line.broken > 0)
  return (
    <div className={styles.lines}>
      {cell.lines.map((line, index) => (
        <Line
          key={line.setting?.title ?? ''}
          line={line}
          name={`${title}, ${cell.variant.title}`}
          current={id === variant && index === shown}
          onOpen={() => onOpen(id, line.first, invariant)}
        />
      ))}
      {run && !cell.promised ? (
        <small>{broken ? 'not promised' : 'kept, not promised'}</small>
      ) : null}
    </div>
  )
}

/** They lead nowhere: the orders that they count are of another run than the one on the plate. */
function OldLines({ cell }: { cell: MatrixCell | undefined }) {
  return (
    <div className={styles.lines} data-old inert>
      {cell?.lines.map(({ setting, done, broken }) => (
        <span
          key={setting?.title ?? ''}
          className={styles.line}
          data-broken={broken > 0 || undefined}
        >
          <Mark meaning={broken > 0 ? 'lost' : 'committed'} size={10} />
          {broken} of {done}
          {setting ? `, ${setting.title}` : ''}
        </span>
      ))}
    </div>
  )
}

type LineProps = {
  line: MatrixLine
  /** `dirty read, None`. */
  name: string
  current: boolean
  onOpen: () => void
}

/** `× 8 of 20`. Opens the first order that failed. */
function Line({ line, name, current, onOpen }: LineProps) {
  const { setting, done, total, broken } = line
  const title = setting ? `, ${setting.title}` : ''
  if (done === 0) return <span className={styles.unrun}>not run{title}</span>
  const counted = `${broken} of ${done < total ? `${done} so far` : total}`
  return (
    <button
      type="button"
      className={styles.line}
      data-broken={broken > 0 || undefined}
      aria-current={current || undefined}
      aria-label={`${name}${title}: broken in ${counted}. Show ${broken > 0 ? 'the first of them' : 'the first order'}`}
      onClick={onOpen}
    >
      <Mark meaning={broken > 0 ? 'lost' : 'committed'} size={10} />
      {counted}
      {title}
    </button>
  )
}
