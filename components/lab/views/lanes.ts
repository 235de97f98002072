/**
 * The order of the lanes, from the lab's map alone, so it is the same in every variant and never changes during a run:
 * along the calls, a store directly under its owner, who else works on it next, a broker behind all who produce.
 */
import type {
  LabDefinition,
  LinkDefinition,
  NodeDefinition,
  NodeKind,
} from '@/simulations/kernel/lab'

export interface Lane {
  node: string
  kind: NodeKind
  /** Nodes that share this lane, where there are too many for one each. */
  members?: readonly string[]
  /** Databases of this service that have no lane of their own. */
  stores?: readonly string[]
  /** Another instance of the service above: it stands close to that. */
  beside?: true
}

const storeKinds: readonly NodeKind[] = ['postgres', 'redis']

export function lanesOf(
  lab: Pick<LabDefinition, 'nodes' | 'links'>,
  without: readonly string[] = [],
): Lane[] {
  const placed: NodeDefinition[] = []
  const place = (node: NodeDefinition | undefined): void => {
    if (!node || placed.includes(node)) return
    placed.push(node)
    for (const store of lab.nodes.filter((candidate) => candidate.owner === node.id)) {
      if (!placed.includes(store)) placed.push(store)
      for (const user of usersOf(store, lab))
        if (user.kind === 'service' && !calledBySomeone(user, lab)) place(user)
    }
  }
  const visited = new Set<string>()
  const walk = (node: NodeDefinition): void => {
    if (visited.has(node.id)) return
    visited.add(node.id)
    place(node)
    const next = targetsOf(node, lab.links, lab.nodes).filter(
      (target) => !storeKinds.includes(target.kind),
    )
    for (const target of next.filter((candidate) => candidate.kind !== 'broker')) walk(target)
    for (const broker of next.filter((candidate) => candidate.kind === 'broker')) {
      for (const producer of usersOf(broker, lab))
        if (!isConsumerOf(producer, broker, lab.links)) place(producer)
      walk(broker)
    }
  }
  for (const node of lab.nodes) if (node.kind === 'client') walk(node)
  for (const node of lab.nodes) walk(node)
  return placed
    .filter((node) => !without.includes(node.id))
    .map(({ id, kind }) => ({ node: id, kind }))
}

function targetsOf(
  node: NodeDefinition,
  links: readonly LinkDefinition[],
  nodes: readonly NodeDefinition[],
): NodeDefinition[] {
  return links
    .filter((link) => link.from === node.id)
    .flatMap((link) => nodes.filter((candidate) => candidate.id === link.to))
}

function usersOf(
  node: NodeDefinition,
  lab: Pick<LabDefinition, 'nodes' | 'links'>,
): NodeDefinition[] {
  return lab.nodes.filter((candidate) =>
    lab.links.some((link) => link.from === candidate.id && link.to === node.id),
  )
}

function calledBySomeone(node: NodeDefinition, lab: Pick<LabDefinition, 'links'>): boolean {
  return lab.links.some((link) => link.to === node.id)
}

function isConsumerOf(
  node: NodeDefinition,
  broker: NodeDefinition,
  links: readonly LinkDefinition[],
): boolean {
  return links.some((link) => link.from === broker.id && link.to === node.id)
}
