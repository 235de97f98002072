'use client'

/** A link of the map with what travels on it. */
import type { EdgeProps } from '@xyflow/react'
import { use } from 'react'
import type { PlacedLabel } from '../views/label-placer'
import { alongPath, type LinkPath } from '../views/map-layout'
import styles from './canvas.module.css'
import type { FlowEdge } from './flow-types'
import { namedIn, ringAt } from './link-labels'
import { LostLink } from './lost-link'
import { OpenFaults } from './open-faults'

export function LinkEdge({ data }: EdgeProps<FlowEdge>) {
  const openFaults = use(OpenFaults)
  if (!data) return null
  const { link, state, labels, selected } = data
  const d = `M${link.points.map((point) => `${point.x} ${point.y}`).join('L')}`
  const busy = namedIn(state)
  const ink = busy?.ink ?? 'edge'
  // The head points where the message goes; where several go, along the calls.
  const back = state.travelling.length > 0 && state.travelling.every((message) => message.back)
  return (
    <g data-link={link.id} data-thing={`link ${link.id}`}>
      {selected ? <path d={d} className={styles.linkRing} /> : null}
      <path
        d={d}
        className={styles.link}
        data-ink={selected ? 'hand' : ink}
        data-busy={busy ? true : undefined}
      />
      {state.missing === null ? (
        <ArrowHead
          points={back ? [...link.points].reverse() : link.points}
          ink={selected ? 'hand' : ink}
        />
      ) : null}
      {state.cut && state.missing === null ? <CutGap link={link} /> : null}
      {labels.missing ? <LostLink link={link} label={labels.missing} /> : null}
      {labels.fault ? <LinkText label={labels.fault} ink={state.cut ? 'cut' : 'hand'} /> : null}
      <path d={d} className={styles.hit} />
      {state.travelling.map((message) => {
        const { x, y } = ringAt(link.points, message.share)
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list beside the map has a button for it
          <g
            key={message.message}
            className={styles.ring}
            data-ink={message.ink}
            data-message={message.message}
            data-thing={`message ${message.message}`}
            onClick={(event) => {
              event.stopPropagation()
              const { from, to } = link
              openFaults(
                { kind: 'message', message: message.message, from, to },
                event.currentTarget,
              )
            }}
          >
            <circle cx={x} cy={y} r={22} className={styles.ringHit} />
            <circle cx={x} cy={y} r={message.reply ? 5 : 7} className={styles.ringOuter} />
            <circle cx={x} cy={y} r={message.reply ? 1.6 : 2.4} className={styles.ringInner} />
          </g>
        )
      })}
      {labels.flight && busy ? <LinkText label={labels.flight} ink={busy.ink} /> : null}
    </g>
  )
}

function ArrowHead({ points, ink }: { points: LinkPath['points']; ink: string }) {
  const end = points.at(-1)
  const before = points.at(-2)
  if (!end || !before) return null
  const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI
  return (
    <path
      d="M0 0l-7 -3.6v7.2z"
      transform={`translate(${end.x} ${end.y}) rotate(${angle})`}
      className={styles.head}
      data-ink={ink}
    />
  )
}

/** A gap of 8 px with two slanted ticks. A cut is neutral; what it loses is not. */
function CutGap({ link }: { link: LinkPath }) {
  const { x, y } = alongPath(link.points, 0.5)
  const [start, end] = link.points
  const upright = link.points.length === 2 && start?.x === end?.x
  return (
    <g transform={`translate(${x} ${y})${upright ? ' rotate(90)' : ''}`}>
      <path d="M-4 0h8" className={styles.gap} />
      <path d="M-8 7l4 -14m8 14l4 -14" className={styles.cutTicks} />
    </g>
  )
}

function LinkText({ label, ink }: { label: PlacedLabel; ink: string }) {
  return (
    <text
      x={label.x}
      y={label.y}
      textAnchor={label.align}
      className={styles.linkText}
      data-ink={ink}
    >
      {label.text}
    </text>
  )
}
