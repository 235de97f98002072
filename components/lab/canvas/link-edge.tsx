'use client'

/** A link of the map with what travels on it. */
import type { EdgeProps } from '@xyflow/react'
import { alongPath, type LinkPath } from '../views/map-layout'
import { textWidth } from '../views/text-width'
import styles from './canvas.module.css'
import type { FlowEdge } from './flow-types'
import { LostLink } from './lost-link'

export function LinkEdge({ data }: EdgeProps<FlowEdge>) {
  if (!data) return null
  const { link, state, selected, narrow, onMessage } = data
  const d = `M${link.points.map((point) => `${point.x} ${point.y}`).join('L')}`
  const busy = state.travelling.find((message) => !message.reply) ?? state.travelling[0]
  const ink = busy?.ink ?? 'edge'
  // The head points where the message goes; where several go, along the calls.
  const back = state.travelling.length > 0 && state.travelling.every((message) => message.back)
  const middle = alongPath(link.points, 0.5)
  return (
    <g data-link={link.id}>
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
      {state.cut ? <CutGap link={link} at={middle} /> : null}
      {state.lag === null || busy?.label ? null : (
        <LinkText link={link} at={middle} text={`+${state.lag}`} ink="hand" narrow={narrow} />
      )}
      {state.missing === null ? null : (
        <LostLink link={link} text={state.missing} narrow={narrow} />
      )}
      <path d={d} className={styles.hit} />
      {state.travelling.map((message) => {
        const { x, y } = alongPath(link.points, message.share)
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list beside the map has a button for it
          <g
            key={message.message}
            className={styles.ring}
            data-ink={message.ink}
            data-message={message.message}
            onClick={(event) => {
              event.stopPropagation()
              onMessage(message, event.currentTarget)
            }}
          >
            <circle cx={x} cy={y} r={22} className={styles.ringHit} />
            <circle cx={x} cy={y} r={message.reply ? 5 : 7} className={styles.ringOuter} />
            <circle cx={x} cy={y} r={message.reply ? 1.6 : 2.4} className={styles.ringInner} />
          </g>
        )
      })}
      {busy?.label ? (
        <LinkText
          link={link}
          at={alongPath(link.points, busy.share)}
          text={`${busy.label}, in flight`}
          tiny={busy.short}
          ink={busy.ink}
          narrow={narrow}
        />
      ) : null}
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
function CutGap({ link, at }: { link: LinkPath; at: { x: number; y: number } }) {
  const upright = isUpright(link)
  return (
    <g transform={`translate(${at.x} ${at.y})${upright ? ' rotate(90)' : ''}`}>
      <path d="M-4 0h8" className={styles.gap} />
      <path d="M-8 7l4 -14m8 14l4 -14" className={styles.cutTicks} />
      <text
        x={upright ? 0 : 0}
        y={-13}
        className={styles.cutWord}
        transform={upright ? 'rotate(-90) translate(30 17)' : undefined}
      >
        cut
      </text>
    </g>
  )
}

/** Beside an upright link, above a level one; left out where a narrow map has no room for it. */
function LinkText({
  link,
  at,
  text,
  tiny = text,
  ink,
  narrow,
}: {
  link: LinkPath
  at: { x: number; y: number }
  text: string
  /** Where even the label is too long. */
  tiny?: string
  ink: string
  narrow: boolean
}) {
  const upright = isUpright(link)
  const short = text.replace(/, in flight$/, '')
  if (upright) {
    return (
      <text x={at.x + 15} y={at.y + 4.5} className={styles.linkText} data-ink={ink}>
        {narrow ? short : text}
      </text>
    )
  }
  const [start, bend] = link.points
  if (link.points.length > 2 && start && bend) {
    return (
      <text
        x={start.x + 15}
        y={(start.y + bend.y) / 2 + 4.5}
        className={styles.linkText}
        data-ink={ink}
      >
        {narrow ? short : text}
      </text>
    )
  }
  const room = Math.abs((bend?.x ?? 0) - (start?.x ?? 0))
  const shown = [text, short, tiny].find(
    (candidate) => textWidth(candidate, 12.5, true) < room + 14,
  )
  const middle = alongPath(link.points, 0.5)
  return shown ? (
    <text
      x={middle.x}
      y={middle.y - 13}
      textAnchor="middle"
      className={styles.linkText}
      data-ink={ink}
    >
      {shown}
    </text>
  ) : null
}

function isUpright(link: LinkPath): boolean {
  return link.points.length === 2 && link.points[0]?.x === link.points[1]?.x
}
