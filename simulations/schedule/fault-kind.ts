import type { ScheduleItem } from './schedule.ts'

/** Kinds of faults, as fault models name them. */
export type FaultKind =
  | 'crash-restart'
  | 'crash-stop'
  | 'pause'
  | 'cut'
  | 'lag'
  | 'drop'
  | 'delay'
  | 'duplicate'
  | 'database'
  | 'broker'

/**
 * The kind of fault that an item is, `null` for an action.
 * @param kindOf the kind of a node by its id; a crash or pause of a store or broker is a kind of its own
 */
export function faultKindOf(
  item: ScheduleItem,
  kindOf: (node: string) => string | undefined,
): FaultKind | null {
  switch (item.kind) {
    case 'do':
      return null
    case 'crash':
      return (
        storeKind(kindOf(item.node)) ??
        (item.restart.kind === 'never' ? 'crash-stop' : 'crash-restart')
      )
    case 'pause':
      return storeKind(kindOf(item.node)) ?? 'pause'
    default:
      return item.kind
  }
}

function storeKind(nodeKind: string | undefined): 'database' | 'broker' | null {
  switch (nodeKind) {
    case 'postgres':
    case 'redis':
      return 'database'
    case 'broker':
      return 'broker'
    default:
      return null
  }
}
