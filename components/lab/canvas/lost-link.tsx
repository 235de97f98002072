/** A link on which something was lost, or over which something was never sent. */
import { alongPath, type LinkPath } from '../views/map-layout'
import styles from './lost-link.module.css'

export function LostLink({
  link,
  text,
  narrow,
}: {
  link: LinkPath
  text: string
  narrow: boolean
}) {
  const d = `M${link.points.map((point) => `${point.x} ${point.y}`).join('L')}`
  const { x, y } = alongPath(link.points, 0.5)
  const upright = link.points.length === 2 && link.points[0]?.x === link.points[1]?.x
  const [subject = '', ...rest] = text.split(' ')
  return (
    <g>
      <path d={d} className={styles.ground} />
      <path d={d} className={styles.dots} />
      <rect x={x - 10} y={y - 10} width={20} height={20} className={styles.clear} />
      <path d={`M${x - 5.5} ${y - 5.5}l11 11m0 -11l-11 11`} className={styles.cross} />
      {upright ? (
        <text x={x + 15} y={y + 4.5} className={styles.text}>
          {text}
        </text>
      ) : narrow ? (
        <>
          <path d={`M${x} ${y - 11}V${y - 52}`} className={styles.lead} />
          <text x={x - 10} y={y - 58} className={styles.text}>
            {text}
          </text>
        </>
      ) : (
        <text x={x} y={y - 30} textAnchor="middle" className={styles.text}>
          <tspan x={x}>{subject}</tspan>
          <tspan x={x} dy={15}>
            {rest.join(' ')}
          </tspan>
        </text>
      )}
    </g>
  )
}
