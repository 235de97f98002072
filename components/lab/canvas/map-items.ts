/** The items of the map's list: each node in the order of the lanes, then its links, then what travels on them. */
import type { Lane } from '../views/lanes'
import type { LinkState } from '../views/link-states'
import type { LinkPath } from '../views/map-layout'
import type { NodeWords } from '../views/node-words'
import type { MapItem } from './map-list'

const kindWords: Record<Lane['kind'], string> = {
  client: 'client',
  service: 'process',
  postgres: 'database',
  broker: 'broker',
  redis: 'cache',
  provider: 'outside provider',
}

export function mapItems(
  lanes: readonly Lane[],
  links: readonly LinkPath[],
  words: ReadonlyMap<string, NodeWords>,
  states: ReadonlyMap<string, LinkState>,
): MapItem[] {
  const isStore = (node: string) =>
    lanes.some((lane) => lane.node === node && (lane.kind === 'postgres' || lane.kind === 'redis'))
  return lanes.flatMap((lane): MapItem[] => {
    const node: MapItem = {
      key: lane.node,
      text: `${lane.node}, ${kindWords[lane.kind]}: ${words.get(lane.node)?.texts[0] ?? ''}`,
      target: { kind: 'node', node: lane.node },
      aside: isStore(lane.node),
    }
    const own = links.filter((link) => link.from === lane.node)
    return [
      node,
      ...own.flatMap((link): MapItem[] => {
        const state = states.get(link.id)
        const aside = isStore(link.to)
        const { from, to } = link
        return [
          {
            key: link.id,
            text: `Link, ${from} to ${to}: ${state?.words ?? 'up'}`,
            target: { kind: 'link', from, to },
            aside,
          },
          ...(state?.travelling ?? []).map(
            (message): MapItem => ({
              key: `message ${message.message}`,
              text: `Message, ${message.label ?? 'an answer'}, in flight between ${from} and ${to}`,
              target: { kind: 'message', message: message.message, from, to },
              aside,
            }),
          ),
        ]
      }),
    ]
  })
}
