/** Random schedules within a fault model. A schedule is drawn before anything runs, so that it can be shown and shared. */
import {
  type FaultKind,
  isOutside,
  type LabDefinition,
  type VariantDefinition,
} from '../kernel/lab'
import type { RandomStream } from '../kernel/random'
import { type Microseconds, millisecond } from '../kernel/time'
import { parseSchedule } from '../schedule/parse-schedule'
import { printSchedule } from '../schedule/print-schedule'
import type { FaultItem, Restart, ScheduleNames } from '../schedule/schedule'

const nowhere = { start: 0, end: 0 }
/** A fault at a line may strike at its first few passages. */
const passagesMost = 4
const attemptsMost = 50

export interface RandomScheduleOptions {
  lab: LabDefinition
  variant: VariantDefinition
  names: ScheduleNames
  /** Faults at a time fall between 0 and this. */
  horizonUs: Microseconds
}

/** @returns schedule text without `do` items, of one to four faults */
export function randomSchedule(random: RandomStream, options: RandomScheduleOptions): string {
  const most = Math.min(4, options.variant.faultModel.mostAtOnce)
  for (let attempt = 0; attempt < attemptsMost; attempt++) {
    const count = random.integer(1, most)
    const items: FaultItem[] = []
    for (let index = 0; index < count; index++) {
      const item = randomFault(random, random.pick(options.variant.faultModel.kinds), options)
      if (item) items.push(item)
    }
    if (items.length === 0) continue
    const text = printSchedule({ items })
    // Two faults may contradict each other; then another is drawn.
    if (parseSchedule(text, options.names).ok) return text
  }
  throw new Error('no schedule fits this fault model')
}

function randomFault(
  random: RandomStream,
  kind: FaultKind,
  { lab, variant, names, horizonUs }: RandomScheduleOptions,
): FaultItem | null {
  const time = (): Microseconds => random.integer(0, Math.ceil(horizonUs / 100)) * 100
  const restart = (): Restart =>
    random.integer(0, 1) === 0
      ? { kind: 'default' }
      : { kind: 'after', delayUs: random.integer(1, 150) * millisecond }
  const here = lab.nodes.filter(
    (node) => !variant.without.includes(node.id) && !isOutside(lab, node.id),
  )
  const ofKind = (wanted: string) =>
    here.filter((node) => node.kind === wanted).map((node) => node.id)
  switch (kind) {
    case 'crash-restart':
    case 'crash-stop': {
      const services = ofKind('service')
      if (services.length === 0) return null
      const node = random.pick(services)
      const code = names.code.filter((file) => file.node === node && file.lines.length > 0)
      const end: Restart = kind === 'crash-stop' ? { kind: 'never' } : restart()
      if (code.length === 0 || random.integer(0, 2) === 0)
        return {
          kind: 'crash',
          node,
          moment: { kind: 'time', at: time() },
          restart: end,
          span: nowhere,
        }
      const file = random.pick(code)
      const when = random.integer(0, 1) === 0 ? 'before' : 'after'
      return {
        kind: 'crash',
        node,
        moment: {
          kind: 'code',
          when,
          place: { file: file.file, line: random.pick(file.lines) },
          nth: random.integer(1, passagesMost),
        },
        restart: end,
        span: nowhere,
      }
    }
    case 'database':
    case 'broker': {
      const stores = ofKind(kind === 'database' ? 'postgres' : 'broker')
      if (stores.length === 0) return null
      return {
        kind: 'crash',
        node: random.pick(stores),
        moment: { kind: 'time', at: time() },
        restart: restart(),
        span: nowhere,
      }
    }
    case 'pause': {
      const nodes = here.map((node) => node.id)
      return {
        kind: 'pause',
        node: random.pick(nodes),
        at: time(),
        forUs: random.integer(1, 200) * millisecond,
        span: nowhere,
      }
    }
    case 'cut': {
      const { from, to } = random.pick(names.links)
      const start = time()
      const end = random.integer(0, 2) === 0 ? null : start + random.integer(1, 150) * millisecond
      return {
        kind: 'cut',
        link: { from, to, both: random.integer(0, 1) === 0 },
        from: start,
        to: end,
        span: nowhere,
      }
    }
    case 'lag': {
      const { from, to } = random.pick(names.links)
      return {
        kind: 'lag',
        link: { from, to, both: random.integer(0, 1) === 0 },
        byUs: random.integer(1, 120) * millisecond,
        from: time(),
        to: null,
        span: nowhere,
      }
    }
    case 'drop':
    case 'delay':
    case 'duplicate': {
      const links = names.links.filter((link) => link.droppable)
      if (links.length === 0) return null
      const { from, to } = random.pick(links)
      const link = { from, to, both: false }
      const nth = random.integer(1, 5)
      if (kind === 'drop') return { kind, link, nth, span: nowhere }
      const byUs = random.integer(1, 100) * millisecond
      return kind === 'delay'
        ? { kind, link, nth, byUs, span: nowhere }
        : { kind, link, nth, byUs: random.integer(0, 1) === 0 ? null : byUs, span: nowhere }
    }
  }
}
