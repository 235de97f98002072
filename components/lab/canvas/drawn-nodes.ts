/** What spares React Flow its own work on a drawing that is laid out by us and drawn anew with every frame. */
import { type Node, Position, type ReactFlowProps } from '@xyflow/react'
import { useState } from 'react'

/**
 * The size of a node and the places of its handles, told at once. A node without them is measured: watched, laid out and
 * drawn a second time, whenever it is handed over anew. Edges here have paths of their own, so all handles stand in a corner.
 */
export function measured({
  width,
  height,
}: {
  width: number
  height: number
}): Pick<Node, 'width' | 'height' | 'measured' | 'handles'> {
  return { width, height, measured: { width, height }, handles }
}

const handles: NonNullable<Node['handles']> = (['source', 'target'] as const).map((type) => ({
  type,
  position: Position.Top,
  x: 0,
  y: 0,
  width: 0,
  height: 0,
}))

/** A drawing that nobody moves, zooms or edits, and that the keyboard has elsewhere. */
export const standing = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  disableKeyboardA11y: true,
  panOnDrag: false,
  panOnScroll: false,
  zoomOnScroll: false,
  zoomOnPinch: false,
  zoomOnDoubleClick: false,
  preventScrolling: false,
  minZoom: 1,
  maxZoom: 1,
  proOptions: { hideAttribution: true },
} satisfies ReactFlowProps

/**
 * The same objects as before wherever their content is the same, so that only what changed is drawn again.
 * @param made nodes or edges; their content is plain data, a few hundred characters each
 */
export function useKept<Thing extends { id: string }>(made: readonly Thing[]): Thing[] {
  const [known] = useState(() => new Map<string, { content: string; thing: Thing }>())
  return made.map((thing) => {
    const content = JSON.stringify(thing)
    const before = known.get(thing.id)
    if (before?.content === content) return before.thing
    known.set(thing.id, { content, thing })
    return thing
  })
}
