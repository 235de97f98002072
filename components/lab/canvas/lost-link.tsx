/** A link on which something was lost, or over which something was never sent. */
import { alongPath, type LinkPath } from '../views/map-layout'
import type { LinkLabels } from './link-labels'
import styles from './lost-link.module.css'

export function LostLink({
  link,
  label,
}: {
  link: LinkPath
  label: NonNullable<LinkLabels['missing']>
}) {
  const d = `M${link.points.map((point) => `${point.x} ${point.y}`).join('L')}`
  const { x, y } = alongPath(link.points, 0.5)
  const { lines, lead } = label
  return (
    <g>
      <path d={d} className={styles.ground} />
      <path d={d} className={styles.dots} />
      <rect x={x - 10} y={y - 10} width={20} height={20} className={styles.clear} />
      <path d={`M${x - 5.5} ${y - 5.5}l11 11m0 -11l-11 11`} className={styles.cross} />
      {lead ? (
        <path
          d={`M${lead.from.x} ${lead.from.y}L${lead.to.x} ${lead.to.y}`}
          className={styles.lead}
        />
      ) : null}
      {lines.map((line) => (
        <text key={line.text} x={line.x} y={line.y} textAnchor={line.align} className={styles.text}>
          {line.text}
        </text>
      ))}
    </g>
  )
}
