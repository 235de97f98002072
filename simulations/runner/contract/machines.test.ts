import { describe, expect, test } from 'vitest'
import { eventsOf, play } from '../testing/tiny-lab'

const saga = `
  import { assign, initialTransition, setup, transition } from 'xstate'
  const saga = setup({ actions: { send: () => {} }, guards: { wanted: ({ context }) => context.wanted } })
    .createMachine({
      id: 'saga', initial: 'charging', context: { wanted: true, tries: 0 },
      states: {
        charging: {
          entry: { type: 'send', params: { command: 'Charge' } },
          on: {
            Charged: { target: 'done', guard: 'wanted' },
            Refused: 'releasing',
            Timeout: { actions: assign({ tries: ({ context }) => context.tries + 1 }) },
          },
        },
        releasing: { tags: ['compensating'], on: { Released: 'cancelled' } },
        done: { type: 'final' },
        cancelled: { type: 'final', description: 'Nothing is held.' },
      },
    })
`

describe('XState in a service', () => {
  test('a transition is pure; what follows from it comes as data', async () => {
    const { logs } = await play({
      services: {
        a: `${saga}
        export async function start() {
          const [first, begun] = initialTransition(saga)
          log.info(begun.map((action) => action.type + ' ' + action.params.command).join())
          const [later] = transition(saga, saga.resolveState({ value: 'charging', context: first.context }), { type: 'Timeout' })
          const [last] = transition(saga, later, { type: 'Charged' })
          log.info(later.value + ' ' + later.context.tries + ' ' + last.value + ' ' + last.status)
        }`,
      },
    })
    expect(logs).toEqual(['a send Charge', 'a charging 1 done done'])
  })

  test('the machine is in the trace, once in a run, though its process boots twice', async () => {
    const { trace } = await play({
      services: { a: `${saga}\nexport async function start() { await sleep(500) }` },
      schedule: 'crash a at 10ms',
    })
    const machines = eventsOf(trace, 'machine')
    expect(machines.map(({ node, machine }) => [node, machine.id, machine.initial])).toEqual([
      ['a', 'saga', 'charging'],
    ])
    const [charging, releasing, , cancelled] = machines[0]?.machine.states ?? []
    expect(charging?.transitions).toEqual([
      { event: 'Charged', target: 'done', guard: 'wanted' },
      { event: 'Refused', target: 'releasing', guard: null },
      { event: 'Timeout', target: null, guard: null },
    ])
    expect(releasing?.tags).toEqual(['compensating'])
    expect(cancelled).toMatchObject({ type: 'final', description: 'Nothing is held.' })
  })

  test('what would need real time is not there, and says so', async () => {
    const run = play({
      services: {
        a: `import { createActor } from 'xstate'\nexport async function start() { createActor({}) }`,
      },
    })
    await expect(run).rejects.toThrow(
      /imports "createActor" from "xstate", which has no such export/,
    )
  })
})
