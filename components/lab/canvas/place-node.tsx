'use client'

/** A node of the map in the shape of what it is: stadium, rectangle, cylinder, or a box with offset cells. */
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { cylinderCurve, type Place, roomyHeight } from '../views/map-layout'
import { textWidth } from '../views/text-width'
import styles from './canvas.module.css'
import { CrashedBox } from './crashed-box'
import type { BrokerCells, FlowNode } from './flow-types'

const captions = {
  below: { aside: 0, anchor: 'middle' },
  left: { aside: -9, anchor: 'end' },
  right: { aside: 9, anchor: 'start' },
} as const

export const PlaceNode = memo(function PlaceNode({ id, data }: NodeProps<FlowNode>) {
  const { place, words, selected, narrow } = data
  // A broker that is down or paused says so where its cells were.
  const roomy = !narrow && place.height >= roomyHeight
  const cells = words.look === 'up' && roomy ? data.cells : null
  const { width, height } = place
  const size = narrow ? 12 : 12.5
  const room = width - (place.kind === 'client' ? 14 : 8)
  const texts = words.ink === 'commit' ? words.texts.map((text) => `■ ${text}`) : words.texts
  const text =
    texts.find((candidate) => textWidth(candidate, size, words.ink !== 'ink-2') < room) ??
    texts.at(-1) ??
    ''
  const nameSize = narrow ? 13 : 14
  const nameShrink = Math.min(1, (width - 4) / textWidth(id, nameSize, true))
  const hatch = `hatch-${id}`
  const crashed = words.look === 'crashed'
  const nameY = cells
    ? Math.min(20, height / 2 - 4)
    : place.kind === 'postgres'
      ? height / 2 + 3
      : height / 2 - 3
  const nameX = crashed ? width * 0.36 : width / 2
  return (
    <div className={styles.place} data-place={id} style={{ width, height }}>
      <svg width={width} height={height} className={styles.shape} aria-hidden="true">
        <defs>
          <pattern
            id={hatch}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <path d="M0 0V6" strokeWidth="1.6" className={styles.hatchLine} />
          </pattern>
        </defs>
        {crashed ? (
          <CrashedBox place={place} hatch={hatch} />
        ) : (
          <Outline
            place={place}
            selected={selected}
            hatch={words.look === 'paused' ? hatch : null}
          />
        )}
        {words.look === 'paused' ? (
          <path d={`M${width - 15} 8v12m6 -12v12`} className={styles.pauseBars} />
        ) : null}
        {place.foot ? null : (
          <text
            x={nameX}
            y={nameY}
            className={styles.name}
            fontSize={nameSize * nameShrink}
            data-halo={words.look === 'crashed' || words.look === 'paused' || undefined}
          >
            {id}
          </text>
        )}
        {cells ? (
          <Cells cells={cells} width={width} height={height} />
        ) : (
          <text
            x={nameX}
            y={place.foot ? height / 2 + 8 : nameY + 17}
            className={styles.words}
            fontSize={size}
            data-ink={words.ink}
            data-halo={words.look === 'crashed' || words.look === 'paused' || undefined}
          >
            {text}
          </text>
        )}
        {cells ? (
          <text
            x={width / 2 + captions[cells.side].aside}
            y={cells.side === 'below' ? height + 17 : -8}
            textAnchor={captions[cells.side].anchor}
            className={styles.caption}
            fontSize={12.5}
            data-halo
          >
            {cells.caption}
          </text>
        ) : null}
      </svg>
      <Handle
        type="target"
        position={Position.Top}
        className={styles.handle}
        isConnectable={false}
      />
      <Handle
        type="source"
        position={Position.Bottom}
        className={styles.handle}
        isConnectable={false}
      />
    </div>
  )
})

function Outline({
  place,
  selected,
  hatch,
}: {
  place: Place
  selected: boolean
  hatch: string | null
}) {
  const { kind, width, height } = place
  const style = selected
    ? styles.selected
    : kind === 'postgres' || kind === 'broker' || kind === 'redis'
      ? styles.store
      : styles.process
  const fill = hatch === null ? undefined : `url(#${hatch})`
  if (kind === 'postgres') {
    const r = cylinderCurve
    return (
      <g className={style}>
        <path
          d={`M.7 0v${height}c0 4 ${width * 0.22} ${r} ${width / 2 - 0.7} ${r}s${width / 2 - 0.7} ${-(r - 4)} ${width / 2 - 0.7} ${-r}v${-height}`}
          style={{ fill }}
        />
        {place.foot ? null : (
          <ellipse cx={width / 2} cy="0" rx={width / 2 - 0.7} ry={r} style={{ fill }} />
        )}
      </g>
    )
  }
  if (kind === 'redis') {
    return (
      <path
        className={style}
        d={`M12 .7H${width - 12}L${width - 0.7} ${height / 2}L${width - 12} ${height - 0.7}H12L.7 ${height / 2}Z`}
        style={{ fill }}
      />
    )
  }
  return (
    <g className={style}>
      <rect
        x=".7"
        y=".7"
        width={width - 1.4}
        height={height - 1.4}
        rx={kind === 'client' ? height / 2 : 3}
      />
      {hatch === null ? null : (
        <rect
          x=".7"
          y=".7"
          width={width - 1.4}
          height={height - 1.4}
          rx={kind === 'client' ? height / 2 : 3}
          style={{ fill }}
        />
      )}
      {kind === 'provider' ? <path d={`M5 .7v${height - 1.4}`} /> : null}
    </g>
  )
}

/** The last offsets of each partition; what is still to come is an empty cell. */
function Cells({ cells, width, height }: { cells: BrokerCells; width: number; height: number }) {
  const groups = cells.partitions.slice(0, 3)
  const each = Math.max(
    1,
    Math.floor((5 - (groups.length - 1) * 0.4) / Math.max(1, groups.length)) +
      (groups.length === 2 ? 1 : 0),
  )
  const side = Math.min(
    18,
    height - 27,
    (width - 16 - (groups.length - 1) * 6) / (each * groups.length) - 2,
  )
  const top = Math.min(30, height - side - 4)
  const whole = groups.length * each * (side + 2) - 2 + (groups.length - 1) * 6
  const left = (width - whole) / 2
  return groups.map((group, place) => {
    const first = Math.max(0, group.records - each + (group.records >= each ? 1 : 0))
    return Array.from({ length: each }, (_, index) => {
      const offset = first + index
      const full = offset < group.records
      const x = left + place * (each * (side + 2) + 6) + index * (side + 2)
      return (
        <g key={`${group.partition} ${offset}`} className={full ? styles.cellFull : styles.cell}>
          <rect x={x} y={top} width={side} height={side} />
          {full ? (
            <text x={x + side / 2} y={top + side / 2 + 4.3} className={styles.offset}>
              {offset}
            </text>
          ) : null}
        </g>
      )
    })
  })
}
