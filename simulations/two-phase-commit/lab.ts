/**
 * The lab `two-phase-commit`: one order in two databases, a coordinator that may die, and another customer who wants the
 * same article. He asks inventory alone, since an order needs the coordinator: with a dead one it waits for that, and
 * not for a lock. Chapter 5.
 */
import type {
  FaultModel,
  LabDefinition,
  NodeDefinition,
  ServiceDefinition,
  WorkloadItem,
} from '../kernel/lab'
import { millisecond, second } from '../kernel/time'
import { allOrNothing, nothingInDoubt, type Participant } from '../promises/atomic-commit'
import { nobodyWaits } from '../promises/patience'
import { tell } from './tell'

const anyFault: FaultModel = {
  kinds: ['crash-restart', 'crash-stop', 'pause', 'cut', 'lag', 'database'],
  mostAtOnce: 4,
}

const firstOrderId = 1041
const priceInCents = 12_900
const findOrder = (text: string) => /\b1\d{3}\b/.exec(text)?.[0] ?? null
/** Longer than a coordinator is away in any run here: who waits does so to the end. */
const patientMs = 10_000

const participants: Participant[] = [
  { service: 'inventory', database: 'inventory-db', table: 'reservations' },
  { service: 'payments', database: 'payments-db', table: 'charges' },
]

const nodes: NodeDefinition[] = [
  { id: 'shop', kind: 'client', description: 'where Ada orders', position: { column: 0, row: 1 } },
  { id: 'checkout', kind: 'service', position: { column: 1, row: 1 } },
  { id: 'checkout-db', kind: 'postgres', owner: 'checkout', position: { column: 2, row: 1 } },
  { id: 'bo', kind: 'client', description: 'another customer', position: { column: 0, row: 0 } },
  { id: 'inventory', kind: 'service', position: { column: 1, row: 0 } },
  { id: 'inventory-db', kind: 'postgres', owner: 'inventory', position: { column: 2, row: 0 } },
  { id: 'payments', kind: 'service', position: { column: 1, row: 2 } },
  { id: 'payments-db', kind: 'postgres', owner: 'payments', position: { column: 2, row: 2 } },
]

function servicesIn(
  folder: string,
  { shared }: { shared: readonly string[] },
): ServiceDefinition[] {
  const file = (name: string) => `services/${folder}/${name}.ts`
  const more = shared.map(file)
  return [
    { node: 'checkout', files: [file('checkout')], database: 'checkout-db', poolSize: 4 },
    {
      node: 'inventory',
      files: [file('inventory'), ...more],
      database: 'inventory-db',
      poolSize: 4,
      statementTimeoutMs: patientMs,
    },
    { node: 'payments', files: [file('payments'), ...more], database: 'payments-db', poolSize: 4 },
  ]
}

const positive = (value: string) =>
  /^[1-9]\d{0,2}$/.test(value) ? null : 'A quantity is a whole number from 1 to 999.'

export const lab: LabDefinition = {
  id: 'two-phase-commit',
  chapter: 'sagas',
  title: 'Two-phase commit',
  goal: 'Make another customer wait for a dead coordinator.',
  goalReached: {
    'all-or-nothing': 'Reserved, and never paid for. Now vote before anybody commits.',
    'nobody-waits': 'Nothing is split, and Bo waits for somebody else’s order. That is the price.',
  },
  subject: { noun: 'order', find: findOrder },
  nodes,
  links: [
    { from: 'shop', to: 'checkout' },
    { from: 'bo', to: 'inventory' },
    { from: 'checkout', to: 'checkout-db' },
    { from: 'checkout', to: 'inventory' },
    { from: 'checkout', to: 'payments' },
    { from: 'inventory', to: 'inventory-db' },
    { from: 'payments', to: 'payments-db' },
  ],
  topics: [],
  actions: [
    {
      id: 'place-order',
      title: 'Place order',
      node: 'shop',
      parameters: [{ id: 'quantity', title: 'Quantity', default: '1', check: positive }],
      perform: ({ ordinal, arguments: { quantity } }) => ({
        kind: 'request',
        from: 'shop',
        to: 'checkout',
        method: 'POST',
        path: '/orders',
        body: {
          id: firstOrderId + ordinal,
          customer: 'Ada',
          article: 'oak shelf',
          quantity: Number(quantity),
          cents: Number(quantity) * priceInCents,
        },
      }),
    },
    {
      id: 'pick-up',
      title: 'Reserve for pick-up',
      node: 'bo',
      parameters: [{ id: 'quantity', title: 'Quantity', default: '1', check: positive }],
      perform: ({ arguments: { quantity } }) => ({
        kind: 'request',
        from: 'bo',
        to: 'inventory',
        method: 'POST',
        path: '/pick-ups',
        body: { customer: 'Bo', article: 'oak shelf', quantity: Number(quantity) },
        timeoutMs: patientMs,
        remarkAfterMs: 1_000,
      }),
    },
  ],
  workload: (random): WorkloadItem[] => [
    { action: 'place-order', arguments: {}, at: 8 * millisecond },
    { action: 'pick-up', arguments: {}, at: random.integer(25, 27) * millisecond },
    { action: 'place-order', arguments: {}, at: random.integer(54, 58) * millisecond },
  ],
  invariants: [
    allOrNothing({
      id: 'all-or-nothing',
      title: 'All or nothing',
      noun: 'order',
      participants,
      find: findOrder,
    }),
    nothingInDoubt({
      id: 'nothing-in-doubt',
      title: 'Nothing stays in doubt',
      noun: 'order',
      find: findOrder,
      needs: nodes.flatMap(({ id, kind }) => (kind === 'client' ? [] : [id])),
    }),
    nobodyWaits({
      id: 'nobody-waits',
      title: 'Nobody waits over 1 s',
      limitUs: 1 * second,
      clients: ['shop', 'bo'],
      databases: {
        checkout: 'checkout-db',
        inventory: 'inventory-db',
        payments: 'payments-db',
      },
    }),
  ],
  variants: [
    {
      id: 'one-after-another',
      title: 'One after another',
      summary: 'Checkout lets inventory commit, then payments.',
      goal: 'Reserve a shelf that nobody pays for.',
      promises: ['nothing-in-doubt', 'nobody-waits'],
      breaks: ['all-or-nothing'],
      faultModel: anyFault,
      without: [],
      services: servicesIn('one-after-another', { shared: [] }),
      schemas: {
        'checkout-db': 'schema/checkout-without-log.sql',
        'inventory-db': 'schema/inventory.sql',
        'payments-db': 'schema/payments.sql',
      },
    },
    {
      id: 'two-phase-commit',
      title: 'Two-phase commit',
      summary: 'Both prepare and vote; checkout logs the decision before either may commit.',
      promises: ['all-or-nothing', 'nothing-in-doubt'],
      breaks: ['nobody-waits'],
      faultModel: anyFault,
      without: [],
      services: servicesIn('two-phase-commit', { shared: ['decisions'] }),
      schemas: {
        'checkout-db': 'schema/checkout.sql',
        'inventory-db': 'schema/inventory.sql',
        'payments-db': 'schema/payments.sql',
      },
    },
  ],
  featured: [
    {
      title: 'The coordinator dies between the votes and its decision',
      variant: 'two-phase-commit',
      seed: 7,
      faults: 'crash checkout before checkout.ts:"log the decision", restart after 3s',
      violates: ['nobody-waits'],
    },
    {
      title: 'It dies after its decision, with one participant told',
      variant: 'two-phase-commit',
      seed: 7,
      faults: 'crash checkout before checkout.ts:"tell the participant" #2, restart after 100ms',
      violates: [],
    },
    {
      title: 'A participant and its database crash after the vote',
      variant: 'two-phase-commit',
      seed: 7,
      faults: 'crash payments at 21.5ms; crash payments-db at 21.5ms',
      violates: [],
    },
    {
      // Recovery writes its abort first: without that row, payments would commit what inventory has rolled back.
      title: 'Its decision is still on its way when it comes back',
      variant: 'two-phase-commit',
      seed: 7,
      faults:
        'lag checkout->checkout-db by 100ms from 18ms to 20ms; crash checkout at 20.5ms, restart after 5ms; crash payments at 20ms, restart after 300ms',
      violates: [],
    },
    {
      title: 'A participant votes no',
      variant: 'two-phase-commit',
      seed: 7,
      faults: 'do place-order with quantity=20 at 8ms; do pick-up at 26ms',
      violates: [],
    },
    {
      title: 'A crash between the two commits',
      variant: 'one-after-another',
      seed: 7,
      faults: 'crash checkout before checkout.ts:"ask the participant" #2',
      violates: ['all-or-nothing'],
    },
  ],
  remedy: { 'one-after-another': 'two-phase-commit' },
  holdsLocks: true,
  tell,
}
