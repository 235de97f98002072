/** The lab `saga-isolation`: two sagas, one unit, and every order of their steps. Chapter 5. */
import {
  type Interleaving,
  type InterleavingSetting,
  stepOrders,
  stepsInOrder,
} from '../kernel/interleaving'
import type {
  ActionDefinition,
  FaultModel,
  LabDefinition,
  ServiceDefinition,
  VariantDefinition,
} from '../kernel/lab'
import { millisecond } from '../kernel/time'
import { scheduleInOrder } from '../runner/schedule-in-order'
import {
  largeOrdersAreNoSagas,
  lateOperationsTakeEffect,
  nobodyActsOnADirtyRead,
  noUpdateIsLost,
  twoReadsAgree,
} from './promises'
import { effectOf, tell } from './tell'

const anyFault: FaultModel = {
  kinds: [
    'crash-restart',
    'crash-stop',
    'pause',
    'cut',
    'lag',
    'drop',
    'delay',
    'duplicate',
    'database',
  ],
  mostAtOnce: 4,
}

const centsOf: Readonly<Record<string, number>> = {
  'oak-shelf': 12_900,
  'desk-lamp': 4_900,
  'wall-clock': 7_900,
}
const cards = ['good', 'refused']

interface Customer {
  node: string
  name: string
  order: number
  card: string
}

const ada: Customer = { node: 'ada', name: 'Ada', order: 1041, card: 'refused' }
const bo: Customer = { node: 'bo', name: 'Bo', order: 1042, card: 'good' }

function stepsOf({ node, name, order, card }: Customer): ActionDefinition[] {
  const request = (step: string, body: Record<string, string | number>) => ({
    kind: 'request' as const,
    from: node,
    to: 'checkout',
    method: 'POST',
    path: `/orders/${order}/${step}`,
    body,
  })
  return [
    {
      id: `${node}-read`,
      title: `${name}: read the shelf`,
      node,
      parameters: [
        {
          id: 'article',
          title:
            'Article: oak-shelf for 129.00, desk-lamp for 49.00, or wall-clock, of which there are two, for 79.00',
          default: 'oak-shelf',
          check: (value) =>
            value in centsOf ? null : `An article is ${Object.keys(centsOf).join(', ')}.`,
        },
      ],
      perform: ({ arguments: { article = 'oak-shelf' } }) =>
        request('read', { customer: name, article, cents: centsOf[article] ?? 0 }),
    },
    {
      id: `${node}-write`,
      title: `${name}: take one`,
      node,
      parameters: [],
      perform: () => request('write', {}),
    },
    {
      id: `${node}-charge`,
      title: `${name}: charge the card`,
      node,
      parameters: [
        {
          id: 'card',
          title: 'Card: good, or refused',
          default: card,
          check: (value) => (cards.includes(value) ? null : `A card is ${cards.join(' or ')}.`),
        },
      ],
      perform: ({ arguments: { card: given } }) => request('charge', { card: given ?? card }),
    },
  ]
}

function sagaOf({ node, name, order }: Customer) {
  return {
    name,
    node,
    subject: String(order),
    steps: [
      { action: `${node}-read`, title: 'reads the shelf' },
      { action: `${node}-write`, title: 'writes' },
      { action: `${node}-charge`, title: 'charges the card' },
    ],
  }
}

const lamps = {
  'ada-read': { article: 'desk-lamp' },
  'bo-read': { article: 'desk-lamp' },
}

const clocks = {
  'ada-read': { article: 'wall-clock' },
  'bo-read': { article: 'wall-clock' },
}

const interleaving: Interleaving = {
  A: sagaOf(ada),
  B: sagaOf(bo),
  firstAt: 2 * millisecond,
  spacing: 20 * millisecond,
  value: {
    node: 'checkout-db',
    table: 'stock',
    column: 'on_hand',
    title: 'on hand',
    key: 'oak-shelf',
    keyArgument: 'article',
  },
  rows: {
    node: 'checkout-db',
    table: 'orders',
    columns: ['id', 'customer', 'state', 'seen', 'remaining'],
  },
  anomalies: [
    {
      invariant: 'dirty-read',
      title: 'dirty read',
      about: 'One customer acts on stock that a saga then puts back',
    },
    {
      invariant: 'lost-update',
      title: 'lost update',
      about: 'One write overwrites another that it never saw',
    },
    {
      invariant: 'fuzzy-read',
      title: 'fuzzy read',
      about: 'One saga reads twice and gets two answers',
    },
  ],
  settings: {
    'pessimistic-view': [
      { title: 'Ada refused', arguments: {} },
      { title: 'both pay', arguments: { 'ada-charge': { card: 'good' } } },
    ],
    'by-value': [
      { title: 'over', arguments: {} },
      { title: 'under', arguments: lamps },
    ],
  },
  costs: {
    none: '',
    'semantic-lock': 'the second customer waits, for ever if the first stops',
    'commutative-updates': 'only for adding and subtracting',
    'pessimistic-view': 'it may charge for what is gone',
    'reread-value': 'begins again where it changed',
    'version-file': 'keeps every operation',
    'by-value': 'two paths; the large one locks',
  },
  effectOf,
}

/** One order of the steps as a schedule: `ABABBA`. */
function inOrder(sides: string, given: InterleavingSetting['arguments'] = {}): string {
  const order = [...sides].map((side) => (side === 'A' ? 'A' : 'B'))
  return scheduleInOrder(interleaving, order, { arguments: given })
}

interface Files {
  /** The service itself, and what only it needs. */
  checkout?: [string, ...string[]]
  shelf?: string
  payment?: string
}

function servicesOf({
  checkout: [checkout, ...more] = ['services/saga/checkout.ts', 'services/saga/answer.ts'],
  shelf = 'services/saga/shelf.ts',
  payment = 'services/saga/payment.ts',
}: Files): ServiceDefinition[] {
  return [
    {
      node: 'checkout',
      files: [checkout, payment, shelf, ...more],
      database: 'checkout-db',
      poolSize: 6,
    },
    { node: 'provider', files: ['services/shared/provider.ts'] },
  ]
}

function variant(
  given: Pick<VariantDefinition, 'id' | 'title' | 'summary' | 'promises' | 'breaks'> & {
    goal?: string
    files?: Files
    schema?: string
  },
): VariantDefinition {
  const { files = {}, schema = 'schema/checkout.sql', ...more } = given
  return {
    ...more,
    faultModel: anyFault,
    without: [],
    services: servicesOf(files),
    schemas: { 'checkout-db': schema },
  }
}

export const lab: LabDefinition = {
  id: 'saga-isolation',
  chapter: 'sagas',
  title: 'Two sagas, one shelf',
  goal: 'Two customers, one shelf. Sell it twice.',
  goalReached: {
    'lost-update': 'Sold twice, and the row shows nothing odd. Now keep the first write.',
    'dirty-read': 'Somebody acted on what was never to stay. Now keep it from being read.',
    'fuzzy-read': 'One order, two answers. Now find out what changed in between.',
  },
  subject: { noun: 'order', find: (text) => /\b104\d\b/.exec(text)?.[0] ?? null },
  nodes: [
    { id: 'ada', kind: 'client', description: 'a customer', position: { column: 0, row: 0 } },
    { id: 'bo', kind: 'client', description: 'a customer', position: { column: 0, row: 2 } },
    { id: 'checkout', kind: 'service', position: { column: 1, row: 1 } },
    { id: 'checkout-db', kind: 'postgres', owner: 'checkout', position: { column: 1, row: 2 } },
    {
      id: 'provider',
      kind: 'provider',
      description: 'takes payments',
      position: { column: 2, row: 1 },
    },
  ],
  links: [
    { from: 'ada', to: 'checkout' },
    { from: 'bo', to: 'checkout' },
    { from: 'checkout', to: 'checkout-db' },
    { from: 'checkout', to: 'provider' },
  ],
  topics: [],
  actions: [...stepsOf(ada), ...stepsOf(bo)],
  workload: (random) => stepsInOrder(interleaving, random.pick(stepOrders(interleaving))),
  invariants: [
    nobodyActsOnADirtyRead,
    noUpdateIsLost,
    twoReadsAgree,
    lateOperationsTakeEffect,
    largeOrdersAreNoSagas,
  ],
  variants: [
    variant({
      id: 'none',
      title: 'None',
      summary: 'Three steps that each commit, and nothing that keeps two sagas apart.',
      promises: [],
      breaks: ['dirty-read', 'lost-update', 'fuzzy-read'],
    }),
    variant({
      id: 'semantic-lock',
      title: 'Semantic lock',
      summary: 'A column says whose saga is under way; every other one waits for it.',
      promises: ['dirty-read', 'lost-update'],
      breaks: [],
      files: { shelf: 'services/semantic-lock/shelf.ts' },
      schema: 'schema/checkout-with-lock.sql',
    }),
    variant({
      id: 'commutative-updates',
      title: 'Commutative updates',
      summary: 'Takes one from whatever is there, and gives one back to whatever is there.',
      promises: ['lost-update'],
      breaks: [],
      files: { shelf: 'services/commutative-updates/shelf.ts' },
    }),
    variant({
      id: 'pessimistic-view',
      title: 'Pessimistic view',
      summary: 'Charges first: what others see changes only when it can no longer be taken back.',
      promises: ['dirty-read'],
      breaks: [],
      files: {
        shelf: 'services/pessimistic-view/shelf.ts',
        payment: 'services/pessimistic-view/payment.ts',
      },
    }),
    variant({
      id: 'reread-value',
      title: 'Reread value',
      summary: 'Reads again before it writes, and begins anew where the value has changed.',
      promises: ['lost-update'],
      breaks: [],
      files: { shelf: 'services/reread-value/shelf.ts' },
    }),
    variant({
      id: 'version-file',
      title: 'Version file',
      summary: 'Keeps each operation under its number, and does it when its turn has come.',
      promises: ['late-operations'],
      breaks: [],
      files: { checkout: ['services/saga/versioned-checkout.ts'] },
      schema: 'schema/checkout-with-file.sql',
    }),
    variant({
      id: 'by-value',
      title: 'By value',
      summary: 'An order above 100.00 is one transaction with a lock; only smaller ones are sagas.',
      promises: ['large-orders'],
      breaks: [],
      files: {
        checkout: [
          'services/saga/routed-checkout.ts',
          'services/saga/transaction.ts',
          'services/saga/answer.ts',
        ],
      },
      schema: 'schema/checkout-with-rule.sql',
    }),
  ],
  featured: [
    {
      title: 'One after the other where it matters',
      variant: 'none',
      seed: 7,
      faults: '',
      violates: [],
    },
    {
      title: 'Two clocks, and Ada’s card is refused between Bo’s write and his slip',
      variant: 'none',
      seed: 7,
      faults: inOrder('AABBAB', clocks),
      violates: ['dirty-read', 'lost-update', 'fuzzy-read'],
    },
    {
      title: 'Both read before either writes',
      variant: 'none',
      seed: 7,
      faults: inOrder('ABABBA'),
      violates: ['lost-update'],
    },
    {
      title: 'Bo reads what Ada took, before her card is refused',
      variant: 'none',
      seed: 7,
      faults: inOrder('AABABB'),
      violates: ['dirty-read'],
    },
    {
      title: 'They take turns, step by step',
      variant: 'none',
      seed: 7,
      faults: inOrder('ABABAB'),
      violates: ['lost-update', 'fuzzy-read'],
    },
    {
      title: 'Both begin, and one has the lock',
      variant: 'semantic-lock',
      seed: 7,
      faults: inOrder('ABABBA'),
      violates: [],
    },
    {
      title: 'Ada’s saga stops halfway, and then Bo comes',
      variant: 'semantic-lock',
      seed: 7,
      faults: 'do ada-read at 2ms; crash checkout at 20ms; do bo-read at 62ms',
      violates: [],
    },
    {
      title: 'Both read before either writes, and take one each',
      variant: 'commutative-updates',
      seed: 7,
      faults: inOrder('ABABBA'),
      violates: ['dirty-read', 'fuzzy-read'],
    },
    {
      title: 'Ada’s card is refused before she writes',
      variant: 'pessimistic-view',
      seed: 7,
      faults: inOrder('AABABB'),
      violates: [],
    },
    {
      title: 'Both read before either writes, with two good cards',
      variant: 'pessimistic-view',
      seed: 7,
      faults: inOrder('ABABBA', { 'ada-charge': { card: 'good' } }),
      violates: ['lost-update'],
    },
    {
      title: 'Bo reads again before he writes',
      variant: 'reread-value',
      seed: 7,
      faults: inOrder('ABABBA'),
      violates: ['dirty-read'],
    },
    {
      title: 'The charge comes before its turn',
      variant: 'version-file',
      seed: 7,
      faults: 'do bo-read at 2ms; do bo-charge at 22ms; do bo-write at 42ms',
      violates: [],
    },
    {
      title: 'The same charge, without a version file',
      variant: 'none',
      seed: 7,
      faults: 'do bo-read at 2ms; do bo-charge at 22ms; do bo-write at 42ms',
      violates: ['late-operations'],
    },
    {
      title: 'Above the limit: one transaction each',
      variant: 'by-value',
      seed: 7,
      faults: inOrder('ABABBA'),
      violates: [],
    },
    {
      title: 'Under the limit: sagas like any other',
      variant: 'by-value',
      seed: 7,
      faults: inOrder('ABABBA', lamps),
      violates: ['lost-update'],
    },
  ],
  remedy: {},
  interleaving,
  tell,
}
