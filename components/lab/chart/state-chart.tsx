'use client'

/** The chart of a machine with one instance of it: where it stands, and which transitions it has taken. */
import {
  type Edge,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useMemo } from 'react'
import type { MachineDefinition, MachineState } from '@/simulations/kernel/machine'
import { measured, standing, useKept } from '../canvas/drawn-nodes'
import { useSize } from '../canvas/use-size'
import { chartLayout } from '../views/chart-layout'
import type { MachineRun } from '../views/machine-runs'
import { textWidth } from '../views/text-width'
import { type ChartGeometry, chartGeometry, type PlacedEdge } from './chart-geometry'
import { eventWords, stateWords } from './chart-words'
import styles from './state-chart.module.css'

type StateLook = 'ahead' | 'past' | 'here' | 'parked'
type StateNode = Node<{ name: string; look: StateLook; final: boolean; parked: boolean }, 'state'>
type TransitionEdge = Edge<
  { placed: PlacedEdge; taken: boolean; label: string | null },
  'transition'
>

export interface StateChartProps {
  machine: MachineDefinition
  run: MachineRun | null
}

export function StateChart({ machine, run }: StateChartProps) {
  const [box, size] = useSize<HTMLDivElement>()
  const width = size?.width ?? 0
  const layout = useMemo(() => chartLayout(machine), [machine])
  const geometry = useMemo(() => chartGeometry(layout, width), [layout, width])
  const { nodes, edges } = useMemo(() => {
    const visited = new Set(run?.path.map((taken) => taken.to))
    const taken = new Set(run?.path.map(({ from, to }) => `${from} ${to}`))
    const states = new Map(machine.states.map((state) => [state.id, state]))
    return {
      nodes: geometry.states.map(({ id, x, y, ...extent }): StateNode => {
        const state = states.get(id)
        const parked = state?.tags.includes('parked') ?? false
        const here = run?.state === id
        return {
          id,
          type: 'state',
          position: { x, y },
          ...measured(extent),
          data: {
            name: stateWords(id),
            look: here ? (parked ? 'parked' : 'here') : visited.has(id) ? 'past' : 'ahead',
            final: state?.type === 'final',
            parked,
          },
        }
      }),
      edges: geometry.edges.map((placed): TransitionEdge => {
        const key = `${placed.from} ${placed.to}`
        const how = run?.path.findLast(({ from, to }) => `${from} ${to}` === key)?.event
        const next = run?.state === placed.from
        const turns = geometry.standing || placed.points[0]?.y !== placed.points.at(-1)?.y
        // Where one leads each way, between two states that stand close, there is room for one name.
        const crowded = geometry.standing && taken.has(`${placed.to} ${placed.from}`)
        const said = how ?? (next && turns && !crowded ? placed.events[0] : undefined)
        const name = said !== undefined && turns ? eventWords(said) : null
        return {
          id: key,
          type: 'transition',
          source: placed.from,
          target: placed.to,
          data: {
            placed,
            taken: taken.has(key),
            label: name !== null && fits(name, placed, width) ? name : null,
          },
        }
      }),
    }
  }, [geometry, machine, run, width])
  const keptNodes = useKept(nodes)
  const keptEdges = useKept(edges)
  const back = walksBack(machine, run) ? boxAround(geometry, machine) : null
  return (
    <div ref={box} className={styles.chart} aria-hidden="true">
      {width > 0 ? (
        <div className={styles.sheet} style={{ width, height: geometry.height }}>
          {back ? (
            <div className={styles.back} style={back}>
              {geometry.standing ? null : <span>walking back</span>}
            </div>
          ) : null}
          <ReactFlow
            nodes={keptNodes}
            edges={keptEdges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            {...standing}
          />
        </div>
      ) : null}
    </div>
  )
}

/** A name that begins at the edge of a narrow chart is left to the words below it. */
function fits(name: string, { label }: PlacedEdge, width: number): boolean {
  return label.anchor !== 'start' || label.x + textWidth(name, 12, true) <= width
}

const compensating = ({ tags }: MachineState) => tags.includes('compensating')

/** It has come to a state that undoes something, and has not ended yet. */
function walksBack({ states }: MachineDefinition, run: MachineRun | null): boolean {
  const undoing = states.filter(compensating).map(({ id }) => id)
  const ended = states.some(({ id, type }) => id === run?.state && type === 'final')
  return !ended && (run?.path.some(({ to }) => undoing.includes(to)) ?? false)
}

/** The place of the states that undo something. */
function boxAround({ states: placed, standing }: ChartGeometry, { states }: MachineDefinition) {
  const undoing = placed.filter(({ id }) =>
    states.some((one) => one.id === id && compensating(one)),
  )
  const left = Math.min(...undoing.map(({ x }) => x)) - around
  const top = Math.min(...undoing.map(({ y }) => y)) - around
  const width = Math.max(...undoing.map(({ x, width: own }) => x + own)) + around - left
  const height = Math.max(...undoing.map(({ y, height: own }) => y + own)) + around - top
  return { left, top, width, height: height + (standing ? 0 : lineOfText) }
}

/** In CSS pixels. */
const around = 4
const lineOfText = 14

function StateBox({ data }: NodeProps<StateNode>) {
  return (
    <div
      className={styles.state}
      data-look={data.look}
      data-final={data.final || undefined}
      data-parked={data.parked || undefined}
    >
      <span>{data.name}</span>
      <Handle type="target" position={Position.Left} className={styles.handle} />
      <Handle type="source" position={Position.Right} className={styles.handle} />
    </div>
  )
}

function Transition({ data }: EdgeProps<TransitionEdge>) {
  if (!data) return null
  const { placed, taken, label } = data
  const { points } = placed
  const end = points.at(-1)
  const before = points.at(-2)
  if (!end || !before) return null
  const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI
  return (
    <g className={styles.transition} data-taken={taken || undefined}>
      <path d={`M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`} className={styles.line} />
      <path
        d="M0 0l-7 -3.6v7.2z"
        transform={`translate(${end.x} ${end.y}) rotate(${angle})`}
        className={styles.head}
      />
      {label === null ? null : (
        <text x={placed.label.x} y={placed.label.y} textAnchor={placed.label.anchor}>
          {label}
        </text>
      )}
    </g>
  )
}

const nodeTypes = { state: StateBox }
const edgeTypes = { transition: Transition }
