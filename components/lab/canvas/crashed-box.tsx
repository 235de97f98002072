/** A crashed node: hatched, split along a crack, its right part thrown down. */
import type { Place } from '../views/map-layout'
import styles from './canvas.module.css'

export function CrashedBox({ place, hatch }: { place: Place; hatch: string }) {
  const { width, height, id } = place
  const middle = width / 2
  const left = `M-4 -14H${middle + width * 0.3}L${middle + width * 0.14} ${height + 14}H-4Z`
  const right = `M${middle + width * 0.3} -14H${width + 4}V${height + 14}H${middle + width * 0.14}Z`
  const x = middle + width * 0.22
  const crack = `M${x + 14} -10L${x + 3} ${height / 2 - 1}L${x + 7} ${height / 2 + 6}L${x - 9} ${height + 15}`
  return (
    <g>
      <defs>
        <clipPath id={`left-${id}`}>
          <path d={left} />
        </clipPath>
        <clipPath id={`right-${id}`}>
          <path d={right} />
        </clipPath>
      </defs>
      <g clipPath={`url(#left-${id})`}>
        <Hatched place={place} hatch={hatch} />
      </g>
      <g className={styles.thrown}>
        <g clipPath={`url(#right-${id})`}>
          <Hatched place={place} hatch={hatch} />
        </g>
      </g>
      <path d={crack} className={styles.crackGround} />
      <path d={crack} className={styles.crack} pathLength={1} />
    </g>
  )
}

function Hatched({ place, hatch }: { place: Place; hatch: string }) {
  const { kind, width, height } = place
  const store = kind === 'postgres' || kind === 'broker' || kind === 'redis'
  return (
    <g className={store ? styles.store : styles.process}>
      <rect x=".7" y=".7" width={width - 1.4} height={height - 1.4} rx="3" />
      <rect
        x=".7"
        y=".7"
        width={width - 1.4}
        height={height - 1.4}
        rx="3"
        style={{ fill: `url(#${hatch})` }}
      />
    </g>
  )
}
