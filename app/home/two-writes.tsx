/** The poster of the first screen: COMMIT at one system, the message at the other, a crash between. */
import styles from './two-writes.module.css'

export type TwoWritesProps = {
  width: number
  /** The label of the message. */
  announced: string
  /** Leaves out the label that has no room. */
  brief?: boolean
  className?: string
}

const lanes = { orders: 38, database: 84, broker: 130 } as const
const height = 158
/** Lanes begin after their names and end before the right edge. */
const left = 100
const marginRight = 16

export function TwoWrites({ width, announced, brief = false, className }: TwoWritesProps) {
  const right = width - marginRight
  /** Time as a share of the run, 0 to 1, in pixels. */
  const x = (share: number) => left + share * (right - left)
  const message = x(0.76)
  return (
    <svg
      className={`${styles.diagram} ${className ?? ''}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label="Two writes: COMMIT at orders-db, then a message at the broker. A crash may fall between them."
    >
      <LaneNames />
      <path className={styles.process} d={`M${left} ${lanes.orders}H${right}`} />
      <path className={styles.store} d={`M${left} ${lanes.database}H${right}`} />
      <path className={styles.store} d={`M${left} ${lanes.broker}H${right}`} />
      <rect
        className={styles.busy}
        x={x(0.075)}
        y={lanes.orders - 3}
        width={x(0.83) - x(0.075)}
        height="6"
        rx="1"
      />
      <rect
        className={styles.open}
        x={x(0.22)}
        y={lanes.database - 4}
        width={x(0.42) - x(0.22)}
        height="8"
        rx="1"
      />
      <Arrow from={[x(0.15), lanes.orders + 4]} to={[x(0.22), lanes.database - 5]} />
      <Reply from={[x(0.25), lanes.database - 4]} to={[x(0.32), lanes.orders + 5]} />
      <Arrow from={[x(0.35), lanes.orders + 4]} to={[x(0.42), lanes.database - 5]} />
      <Reply from={[x(0.45), lanes.database - 4]} to={[x(0.52), lanes.orders + 5]} />
      <Arrow from={[x(0.63), lanes.orders + 4]} to={[message, lanes.broker - 5]} />
      {brief ? null : (
        <text className={styles.label} x={x(0.22) + 4} y={lanes.database + 17} textAnchor="end">
          INSERT
        </text>
      )}
      <text className={styles.label} x={x(0.42) + 4} y={lanes.database + 17} textAnchor="end">
        COMMIT
      </text>
      <text className={styles.label} x={message - 8} y={lanes.broker + 17}>
        {announced}
      </text>
      <Stored x={x(0.42)} y={lanes.database} />
      <Stored x={message} y={lanes.broker} />
      <path className={styles.crash} d={`M${x(0.575)} 17V144`} />
      <text className={styles.question} x={x(0.575)} y="12" textAnchor="middle">
        crash here?
      </text>
    </svg>
  )
}

function LaneNames() {
  return (
    <>
      <g className={styles.glyph}>
        <rect x="1" y="33" width="13" height="10" rx="1.5" />
        <ellipse cx="7.5" cy="80" rx="5.5" ry="2" />
        <path d="M2 80v7.5c0 1.2 2.4 2 5.5 2s5.5-.8 5.5-2V80" />
        <path d="M1 126h13v8h-13zM5.3 126v8M9.6 126v8" />
      </g>
      <text className={styles.strong} x="23" y="42">
        orders
      </text>
      <text className={styles.name} x="23" y="88">
        orders-db
      </text>
      <text className={styles.name} x="23" y="134">
        broker
      </text>
    </>
  )
}

type Point = readonly [x: number, y: number]

/** A request: filled head. */
function Arrow({ from, to }: { from: Point; to: Point }) {
  const [tip, one, two] = head(from, to)
  return (
    <>
      <path className={styles.request} d={`M${from.join(' ')}L${to.join(' ')}`} />
      <path className={styles.head} d={`M${tip}L${one}L${two}Z`} />
    </>
  )
}

/** A reply: thinner, open head. */
function Reply({ from, to }: { from: Point; to: Point }) {
  const [tip, one, two] = head(from, to)
  return (
    <>
      <path className={styles.reply} d={`M${from.join(' ')}L${to.join(' ')}`} />
      <path className={styles.openHead} d={`M${one}L${tip}L${two}`} />
    </>
  )
}

function head(from: Point, to: Point): [tip: string, one: string, two: string] {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0])
  const corner = (turn: number) =>
    [to[0] - 6.5 * Math.cos(angle + turn), to[1] - 6.5 * Math.sin(angle + turn)]
      .map((value) => value.toFixed(1))
      .join(' ')
  return [to.map((value) => value.toFixed(1)).join(' '), corner(0.4), corner(-0.4)]
}

function Stored({ x, y }: { x: number; y: number }) {
  return <rect className={styles.stored} x={x - 4.5} y={y - 4.5} width="9" height="9" rx="1" />
}
