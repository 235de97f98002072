/** Turns a schedule into events on the agenda, and ends what still lasts when the run heals. */
import type { FaultItem, LinkName, ScheduleItem } from '../schedule/schedule'
import { SimulationError } from './errors'
import { faultFirst } from './event-queue'
import { ProcessNode } from './process'
import type { Simulation } from './simulation'
import { type Microseconds, millisecond } from './time'

/** How long a crashed node stays down unless the schedule says otherwise. */
export const defaultRestartUs: Microseconds = 20 * millisecond
const defaultCopyAfterUs: Microseconds = 5 * millisecond

export interface InjectorOptions {
  /** The schedule's own words for an item, shown in the trace. */
  print: (item: ScheduleItem) => string
}

export class FaultInjector {
  readonly #simulation: Simulation
  readonly #print: (item: ScheduleItem) => string
  /** Crashes that have not come, by their text. */
  readonly #waiting = new Set<string>()

  constructor(simulation: Simulation, options: InjectorOptions) {
    this.#simulation = simulation
    this.#print = options.print
  }

  add(item: FaultItem): void {
    const { network } = this.#simulation
    switch (item.kind) {
      case 'crash':
        this.#addCrash(item)
        break
      case 'pause':
        this.#lasting(item, item.at, item.at + item.forUs, { node: item.node }, () => {
          const node = this.#simulation.node(item.node)
          node.pause()
          return () => node.resume()
        })
        break
      case 'cut':
        this.#lasting(item, item.from, item.to, { link: item.link }, () => {
          for (const [from, to] of directions(item.link)) network.cut(from, to, 1)
          return () => {
            for (const [from, to] of directions(item.link)) network.cut(from, to, -1)
          }
        })
        break
      case 'lag':
        this.#lasting(item, item.from, item.to, { link: item.link }, () => {
          for (const [from, to] of directions(item.link)) network.addLag(from, to, item.byUs)
          return () => {
            for (const [from, to] of directions(item.link)) network.addLag(from, to, -item.byUs)
          }
        })
        break
      case 'drop':
      case 'delay':
      case 'duplicate':
        for (const [from, to] of directions(item.link)) {
          const fault = { kind: item.kind, byUs: extraTimeOf(item), text: this.#print(item) }
          network.arm(from, to, item.nth, fault)
        }
        break
    }
  }

  /** Faults whose moment never came in this run. */
  unmet(): string[] {
    return [...this.#waiting, ...this.#simulation.network.unmet()]
  }

  #addCrash(item: Extract<FaultItem, { kind: 'crash' }>): void {
    const simulation = this.#simulation
    const text = this.#print(item)
    const strike = (place: { file: string; line: number; when: 'before' | 'after' } | null) => {
      const node = simulation.node(item.node)
      const forGood = item.restart.kind === 'never'
      if (!node.isUp() && !forGood) return
      this.#waiting.delete(text)
      simulation.record({
        kind: 'fault',
        fault: 'crash',
        text,
        edge: 'begin',
        node: item.node,
        from: null,
        to: null,
      })
      simulation.disturb()
      node.crash({ cause: 'fault', place })
      // Also where it was down already: whoever would have started it again does not.
      if (forGood) return node.retire()
      const delayUs = item.restart.kind === 'after' ? item.restart.delayUs : defaultRestartUs
      simulation.after(delayUs, 'work', () => node.start())
    }
    this.#waiting.add(text)
    if (item.moment.kind === 'time') {
      simulation.at(item.moment.at, 'work', () => strike(null), { priority: faultFirst })
      return
    }
    const node = simulation.node(item.node)
    if (!(node instanceof ProcessNode))
      throw new SimulationError('lab', `${item.node} runs no code: crash it at a time.`)
    const { when, place, nth } = item.moment
    const line = 'line' in place ? place.line : lineOfLabel(node, place.file, place.label)
    node.arm({ file: place.file, line, when }, nth, () => strike({ file: place.file, line, when }))
  }

  /** A fault that begins, lasts and ends: at its own time or when the run heals. */
  #lasting(
    item: FaultItem,
    from: Microseconds,
    to: Microseconds | null,
    where: { node?: string; link?: LinkName },
    begin: () => () => void,
  ): void {
    const simulation = this.#simulation
    const text = this.#print(item)
    const shown = {
      fault: item.kind,
      text,
      node: where.node ?? null,
      from: where.link?.from ?? null,
      to: where.link?.to ?? null,
    }
    let end: (() => void) | null = null
    const finish = () => {
      if (!end) return
      simulation.record({ kind: 'fault', ...shown, edge: 'end' })
      end()
      end = null
    }
    simulation.at(
      from,
      'work',
      () => {
        // What begins after the heal would never end.
        if (simulation.phase !== 'workload') return
        simulation.record({ kind: 'fault', ...shown, edge: 'begin' })
        end = begin()
        if (to !== null) simulation.at(to, 'work', finish, { priority: faultFirst })
      },
      { priority: faultFirst },
    )
    simulation.onHeal(finish)
  }
}

function extraTimeOf(
  item: Extract<FaultItem, { kind: 'drop' | 'delay' | 'duplicate' }>,
): Microseconds {
  if (item.kind === 'drop') return 0
  return item.byUs ?? defaultCopyAfterUs
}

function directions(link: LinkName): [string, string][] {
  return link.both
    ? [
        [link.from, link.to],
        [link.to, link.from],
      ]
    : [[link.from, link.to]]
}

function lineOfLabel(node: ProcessNode, file: string, label: string): number {
  const found = node.program.files
    .find((candidate) => candidate.name === file)
    ?.labels.find((candidate) => candidate.label === label)
  if (!found)
    throw new SimulationError('lab', `${file} has no step called "${label}".`, {
      node: node.id,
      file,
    })
  return found.line
}
