/** The map in React Flow's words, which stay inside this folder. */
import type { Edge, Node } from '@xyflow/react'
import type { LinkState } from '../views/link-states'
import type { LinkPath, Place } from '../views/map-layout'
import type { NodeWords } from '../views/node-words'
import type { CaptionSide, LinkLabels } from './link-labels'

/** What has faults: a thing on the map that was clicked or chosen with Enter. */
export type FaultTarget =
  | { kind: 'node'; node: string }
  | { kind: 'link'; from: string; to: string }
  | { kind: 'message'; message: number; from: string; to: string }

export interface BrokerCells {
  /** One group of cells for each partition: the last offsets in it. */
  partitions: readonly { partition: number; records: number }[]
  /** `orders, 1 message`. */
  caption: string
  side: CaptionSide
}

export type FlowNode = Node<
  { place: Place; words: NodeWords; cells: BrokerCells | null; selected: boolean; narrow: boolean },
  'place'
>

export type FlowEdge = Edge<
  {
    link: LinkPath
    state: LinkState
    labels: LinkLabels
    selected: boolean
  },
  'link'
>
