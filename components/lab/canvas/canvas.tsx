'use client'

/** The map of the lab at the playhead. Nodes stand where the lab puts them; messages travel in virtual time. */
import { ReactFlow } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useMemo, useState } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import { lanesOf } from '../views/lanes'
import { linkStates } from '../views/link-states'
import { mapLayout } from '../views/map-layout'
import { nodeTimeline } from '../views/node-states'
import { nodeWords, type Steps } from '../views/node-words'
import type { Playhead } from '../views/playhead'
import { runMarksOf } from '../views/run-marks'
import styles from './canvas.module.css'
import { measured, standing, useKept } from './drawn-nodes'
import type { FaultTarget, FlowEdge, FlowNode } from './flow-types'
import { LinkEdge } from './link-edge'
import { captionSide, linkLabels } from './link-labels'
import { mapItems } from './map-items'
import { MapList } from './map-list'
import { OpenFaults } from './open-faults'
import { brokerCells } from './broker-cells'
import { PlaceNode } from './place-node'
import { useSize } from './use-size'

export interface CanvasProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  variant: string
  /** Step comments by file name, for "running announce it". */
  steps?: Steps
  /** The thing whose faults are open. */
  selected?: FaultTarget | null
  /** `anchor` is the thing as drawn, for a menu to stand at. */
  onOpenFaults: (target: FaultTarget, anchor: Element | null) => void
  /** A letter pressed on a node or a link: K P, C 1 W L D 2 H. Returns whether it means something there. */
  onShortcut?: (target: FaultTarget, letter: string) => boolean
}

const nodeTypes = { place: PlaceNode }
const edgeTypes = { link: LinkEdge }

export function Canvas({
  trace,
  playhead,
  lab,
  variant,
  steps,
  selected = null,
  onOpenFaults,
  onShortcut,
}: CanvasProps) {
  const [box, size] = useSize<HTMLDivElement>()
  const [focused, setFocused] = useState<string | null>(null)
  const without = lab.variants.find((candidate) => candidate.id === variant)?.without ?? none
  const width = size?.width ?? 0
  const height = size?.height ?? 0
  const layout = useMemo(
    () => mapLayout(lab, without, { width, height }),
    [lab, without, width, height],
  )
  const timeline = useMemo(() => nodeTimeline(trace, lab), [trace, lab])
  const marks = useMemo(() => runMarksOf(trace, lab), [trace, lab])
  const lanes = useMemo(() => lanesOf(lab, without), [lab, without])
  const states = timeline.at(playhead.index)
  const links = linkStates(layout.links, trace, marks, playhead, lab)
  const labels = linkLabels(layout, links, width)
  const messages = messagesOf(trace)
  const words = new Map(
    layout.places.map((place) => [place.id, nodeWords(place, states, messages, lab, steps)]),
  )
  const chosen = focused ?? (selected ? keyOf(selected) : null)

  const nodes = useKept(
    layout.places.flatMap((place): FlowNode[] => {
      const said = words.get(place.id)
      if (!said) return []
      const cells =
        place.kind === 'broker'
          ? brokerCells(
              lab,
              states.byNode[place.id],
              captionSide(layout.places, layout.links, place),
            )
          : null
      return [
        {
          id: place.id,
          type: 'place',
          position: { x: place.x - place.width / 2, y: place.y - place.height / 2 },
          ...measured(place),
          data: { place, words: said, cells, selected: chosen === place.id, narrow: layout.narrow },
        },
      ]
    }),
  )
  const edges = useKept(
    layout.links.flatMap((link): FlowEdge[] => {
      const state = links.get(link.id)
      const said = labels.get(link.id)
      if (!state || !said) return []
      return [
        {
          id: link.id,
          type: 'link',
          source: link.from,
          target: link.to,
          data: { link, state, labels: said, selected: chosen === link.id },
        },
      ]
    }),
  )

  function drawn(target: FaultTarget): Element | null {
    const selector =
      target.kind === 'node'
        ? `[data-place="${target.node}"]`
        : target.kind === 'link'
          ? `[data-link="${target.from} ${target.to}"]`
          : `[data-message="${target.message}"]`
    return box.current?.querySelector(selector) ?? null
  }

  return (
    <div ref={box} className={styles.canvas}>
      {width >= leastSize && height >= leastSize ? (
        <div aria-hidden="true" style={{ width, height }}>
          <OpenFaults value={onOpenFaults}>
            <ReactFlow
              nodes={nodes}
              edges={edges}
              nodeTypes={nodeTypes}
              edgeTypes={edgeTypes}
              {...standing}
              onNodeClick={(event, node) =>
                onOpenFaults(
                  { kind: 'node', node: node.id },
                  event.currentTarget instanceof Element ? event.currentTarget : null,
                )
              }
              onEdgeClick={(_, edge) =>
                onOpenFaults(
                  { kind: 'link', from: edge.source, to: edge.target },
                  drawn({ kind: 'link', from: edge.source, to: edge.target }),
                )
              }
            />
          </OpenFaults>
        </div>
      ) : null}
      <MapList
        items={mapItems(lanes, layout.links, words, links)}
        onFocus={setFocused}
        onOpenFaults={(target) => onOpenFaults(target, drawn(target))}
        onShortcut={onShortcut}
      />
    </div>
  )
}

const none: readonly string[] = []
/** Before its panel has its place there is nothing to lay a map out in. In CSS pixels. */
const leastSize = 120

function keyOf(target: FaultTarget): string {
  return target.kind === 'node'
    ? target.node
    : target.kind === 'link'
      ? `${target.from} ${target.to}`
      : `message ${target.message}`
}
