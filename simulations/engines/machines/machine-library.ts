/**
 * XState as services import it: what is pure of it. A service saves a machine's state itself and does what follows from a
 * transition itself, so nothing here starts an actor, a timer or a random id.
 */
import {
  type AnyStateMachine,
  type AnyStateNode,
  assign,
  createMachine,
  initialTransition,
  setup,
  transition,
} from 'xstate'
import type { MachineDefinition, MachineState, MachineTransition } from '../../kernel/machine'

/**
 * The module `xstate` for one boot of a service.
 * @param record is told of each machine that the service defines
 */
export function machineLibrary(
  record: (machine: MachineDefinition) => void,
): Record<string, unknown> {
  const recorded = <Machine extends AnyStateMachine>(machine: Machine): Machine => {
    record(describeMachine(machine))
    return machine
  }
  return {
    setup: (options: Parameters<typeof setup>[0]) => {
      const prepared = setup(options)
      const create: typeof prepared.createMachine = prepared.createMachine.bind(prepared)
      return {
        ...prepared,
        createMachine: (config: Parameters<typeof create>[0]) => recorded(create(config)),
      }
    },
    createMachine: (config: Parameters<typeof createMachine>[0]) => recorded(createMachine(config)),
    assign,
    initialTransition,
    transition,
  }
}

/** What a machine looks like, read from the machine itself. */
export function describeMachine(machine: AnyStateMachine): MachineDefinition {
  return {
    id: machine.id,
    initial: targetOf(machine.root.initial.target) ?? '',
    states: statesBelow(machine.root),
  }
}

function statesBelow(node: AnyStateNode): MachineState[] {
  return Object.values(node.states).flatMap((state) => [
    describeState(state),
    ...statesBelow(state),
  ])
}

function describeState(node: AnyStateNode): MachineState {
  return {
    id: idOf(node),
    type: node.type,
    tags: [...node.tags],
    description: node.description ?? null,
    transitions: [...node.transitions.values(), node.always ?? []].flat().map(describeTransition),
  }
}

function describeTransition(one: NonNullable<AnyStateNode['always']>[number]): MachineTransition {
  return { event: one.eventType, target: targetOf(one.target), guard: guardName(one.guard) }
}

function targetOf(target: readonly AnyStateNode[] | undefined): string | null {
  const [first] = target ?? []
  return first ? idOf(first) : null
}

function idOf(node: AnyStateNode): string {
  return node.path.join('.')
}

/** Guards are named, or named and given parameters, or written in place. */
function guardName(guard: unknown): string | null {
  if (typeof guard === 'string') return guard
  if (typeof guard === 'function') return guard.name || null
  if (typeof guard === 'object' && guard !== null && 'type' in guard) return String(guard.type)
  return null
}
