/** The lab `saga`: an order that several services carry out, and undo. Chapter 5. */
import type {
  ActionDefinition,
  FaultModel,
  HandActions,
  LabDefinition,
  SagaLogRows,
  ServiceDefinition,
  WorkloadItem,
} from '../kernel/lab'
import { millisecond } from '../kernel/time'
import {
  chargedAtMostOnce,
  everySagaEnds,
  lateStepsChangeNothing,
  nobodyPaysForNothing,
  paidBeforeItLeaves,
  stockIsConserved,
} from './promises'
import { tell } from './tell'

/** Everything that heals, and crashes that do not. */
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
    'broker',
  ],
  mostAtOnce: 4,
}

/** In cents. Of the last there is none on the shelf. */
const prices: Readonly<Record<string, number>> = {
  'desk-lamp': 4_900,
  'oak-shelf': 12_900,
  'wall-clock': 7_900,
}
const usual = 'desk-lamp'
const customers = ['Ada', 'Bo', 'Cem', 'Dana', 'Eli', 'Fay']
const cards = ['good', 'refused', 'disputed']
const firstOrderId = 1041
const instances = ['orders-1', 'orders-2']
const relay = 'services/shared/relay.ts'

function service(
  node: string,
  file: string,
  more: Partial<ServiceDefinition> = {},
): ServiceDefinition {
  return {
    node,
    files: [file, relay],
    database: `${node}-db`,
    poolSize: 4,
    broker: 'broker',
    environment: { INSTANCE: node },
    ...more,
  }
}

const orchestrated = ['services/orchestrated/orders.ts', 'services/orchestrated/saga.ts']

interface Files {
  orders?: string[]
  instances?: string[]
  inventory?: string
  payments?: string
  shipping?: string
}

function services({
  orders = orchestrated,
  instances: nodes = instances,
  inventory = 'services/participants/inventory.ts',
  payments = 'services/participants/payments.ts',
  shipping = 'services/participants/shipping.ts',
}: Files = {}): ServiceDefinition[] {
  return [
    ...nodes.map((node) => service(node, '', { files: [...orders, relay], database: 'orders-db' })),
    service('inventory', inventory),
    service('payments', payments),
    service('shipping', shipping),
    {
      node: 'provider',
      files: ['services/shared/provider.ts'],
      database: 'provider-db',
      poolSize: 4,
    },
  ]
}

const schemas = {
  'orders-db': 'schema/orders.sql',
  'inventory-db': 'schema/inventory.sql',
  'payments-db': 'schema/payments.sql',
  'shipping-db': 'schema/shipping.sql',
  'provider-db': 'schema/provider.sql',
}

/** What a person asks of an order that exists, at either instance. */
function wish(id: string, title: string, node: string, event: string): ActionDefinition {
  return {
    id,
    title,
    node,
    parameters: [
      {
        id: 'order',
        title: 'Order',
        default: String(firstOrderId),
        check: (value) => (/^1\d{3}$/.test(value) ? null : 'An order is a number such as 1041.'),
      },
      {
        id: 'at',
        title: 'Instance',
        default: 'orders-1',
        check: (value) =>
          instances.includes(value) ? null : `An instance is ${instances.join(' or ')}.`,
      },
    ],
    perform: ({ arguments: { order, at } }) => ({
      kind: 'request',
      from: node,
      to: at ?? 'orders-1',
      method: 'POST',
      path: `/orders/${order}/events`,
      body: { event },
    }),
  }
}

const byHand: HandActions = { actions: ['retry-refund', 'paid-by-hand'], argument: 'order' }

const sagaLog: SagaLogRows = {
  byHand,
  noun: 'order',
  keeper: 'orders',
  database: 'orders-db',
  table: 'saga_log',
  messageColumn: 'message_id',
  announcements: [
    {
      type: 'OrderPlaced',
      by: 'orders',
      actors: ['inventory'],
      next: ['StockReserved', 'StockRefused'],
    },
    {
      type: 'StockReserved',
      by: 'inventory',
      actors: ['payments'],
      next: ['CardCharged', 'CardRefused', 'ChargeCancelled'],
    },
    {
      type: 'CardCharged',
      by: 'payments',
      actors: ['shipping'],
      next: ['ParcelShipped', 'ShipmentCancelled'],
    },
    {
      type: 'ParcelShipped',
      by: 'shipping',
      actors: ['orders', 'inventory'],
      next: [],
      turn: 'end',
    },
    { type: 'StockRefused', by: 'inventory', actors: ['orders'], next: [], turn: 'end' },
    {
      type: 'OrderCancelRequested',
      by: 'orders',
      actors: ['shipping'],
      next: ['ShipmentCancelled', 'ParcelShipped'],
    },
    {
      type: 'ShipmentCancelled',
      by: 'shipping',
      actors: ['payments'],
      next: ['CardRefunded', 'ChargeCancelled', 'CardRefused', 'RefundRefused'],
      turn: 'back',
    },
    {
      type: 'CardRefused',
      by: 'payments',
      actors: ['inventory'],
      next: ['StockReleased'],
      turn: 'back',
    },
    {
      type: 'ChargeCancelled',
      by: 'payments',
      actors: ['inventory'],
      next: ['StockReleased'],
      turn: 'back',
    },
    {
      type: 'CardRefunded',
      by: 'payments',
      actors: ['inventory'],
      next: ['StockReleased'],
      turn: 'back',
    },
    {
      type: 'RefundRefused',
      by: 'payments',
      actors: ['orders'],
      next: ['RefundRetryRequested', 'OrderPaidByHand'],
      turn: 'person',
    },
    {
      type: 'RefundRetryRequested',
      by: 'orders',
      actors: ['payments'],
      next: ['CardRefunded', 'RefundRefused'],
      turn: 'back',
    },
    {
      type: 'OrderPaidByHand',
      by: 'orders',
      actors: ['inventory'],
      next: ['StockReleased'],
      turn: 'back',
    },
    { type: 'StockReleased', by: 'inventory', actors: ['orders'], next: [], turn: 'end' },
  ],
}

export const lab: LabDefinition = {
  id: 'saga',
  chapter: 'sagas',
  title: 'One order, four services',
  goal: 'Refuse the card, then crash anything on the way back.',
  goalReached: {
    'no-payment-kept': 'A customer paid for an order that was cancelled. Now give the money back.',
    stock: 'A shelf is held for nobody. Now release it.',
    'saga-ends': 'An order will wait for ever. Now finish it.',
    'charged-once': 'You charged a card twice. Now prevent it.',
    'paid-first': 'A parcel is on its way, and nobody has paid. Now change the order of the steps.',
    'late-step': 'A step took effect after it had been undone. Now prevent it.',
  },
  subject: {
    noun: 'order',
    find: (text) => /\b1\d{3}\b/.exec(text)?.[0] ?? null,
    recordsByType: true,
  },
  nodes: [
    { id: 'shop', kind: 'client', description: 'the customers', position: { column: 0, row: 0 } },
    { id: 'operator', kind: 'client', description: 'a person', position: { column: 3, row: 0 } },
    { id: 'orders-1', kind: 'service', position: { column: 1, row: 0 } },
    { id: 'orders-2', kind: 'service', position: { column: 2, row: 0 } },
    { id: 'orders-db', kind: 'postgres', owner: 'orders-1', position: { column: 1, row: 0 } },
    { id: 'broker', kind: 'broker', position: { column: 0, row: 1 } },
    { id: 'inventory', kind: 'service', position: { column: 0, row: 2 } },
    { id: 'inventory-db', kind: 'postgres', owner: 'inventory', position: { column: 0, row: 2 } },
    { id: 'payments', kind: 'service', position: { column: 2, row: 2 } },
    { id: 'payments-db', kind: 'postgres', owner: 'payments', position: { column: 2, row: 2 } },
    {
      id: 'provider',
      kind: 'provider',
      description: 'somebody else',
      position: { column: 3, row: 2 },
    },
    { id: 'provider-db', kind: 'postgres', owner: 'provider', position: { column: 3, row: 2 } },
    { id: 'shipping', kind: 'service', position: { column: 1, row: 2 } },
    { id: 'shipping-db', kind: 'postgres', owner: 'shipping', position: { column: 1, row: 2 } },
  ],
  links: [
    { from: 'shop', to: 'orders-1' },
    { from: 'shop', to: 'orders-2' },
    { from: 'operator', to: 'orders-1' },
    { from: 'operator', to: 'orders-2' },
    { from: 'orders-1', to: 'orders-db' },
    { from: 'orders-2', to: 'orders-db' },
    { from: 'orders-1', to: 'broker' },
    { from: 'orders-2', to: 'broker' },
    { from: 'broker', to: 'inventory' },
    { from: 'broker', to: 'payments' },
    { from: 'broker', to: 'shipping' },
    { from: 'inventory', to: 'inventory-db' },
    { from: 'payments', to: 'payments-db' },
    { from: 'payments', to: 'provider' },
    { from: 'provider', to: 'provider-db' },
    { from: 'shipping', to: 'shipping-db' },
  ],
  topics: [
    { name: 'inventory-commands', partitions: 1 },
    { name: 'payment-commands', partitions: 1 },
    { name: 'shipping-commands', partitions: 1 },
    { name: 'order-replies', partitions: 2 },
    { name: 'shipments', partitions: 1 },
    { name: 'orders', partitions: 1 },
    { name: 'inventory', partitions: 1 },
    { name: 'payments', partitions: 1 },
  ],
  actions: [
    {
      id: 'place-order',
      title: 'Place order',
      node: 'shop',
      parameters: [
        {
          id: 'card',
          title: 'Card: good, refused, or disputed (pays, and refuses a refund)',
          default: 'good',
          check: (value) => (cards.includes(value) ? null : `A card is ${cards.join(', ')}.`),
        },
        {
          id: 'article',
          title: 'Article: desk-lamp, oak-shelf, or wall-clock (sold out)',
          default: usual,
          check: (value) =>
            value in prices ? null : `An article is ${Object.keys(prices).join(', ')}.`,
        },
      ],
      perform: ({ ordinal, arguments: { card, article = usual } }) => ({
        kind: 'request',
        from: 'shop',
        to: 'orders-1',
        method: 'POST',
        path: '/orders',
        body: {
          id: firstOrderId + ordinal,
          customer: customers[ordinal % customers.length] ?? 'Ada',
          sku: article,
          cents: prices[article] ?? 0,
          card: card ?? 'good',
        },
      }),
    },
    wish('cancel-order', 'Cancel order', 'shop', 'CancelOrder'),
    wish('retry-refund', 'Retry the refund', 'operator', 'RetryRefund'),
    wish('paid-by-hand', 'Paid back by hand', 'operator', 'PaidByHand'),
  ],
  workload: (random): WorkloadItem[] => [
    { action: 'place-order', arguments: { card: 'good' }, at: 2 * millisecond },
    {
      action: 'place-order',
      arguments: { card: 'refused', article: 'oak-shelf' },
      at: random.integer(9, 13) * millisecond,
    },
  ],
  invariants: [
    nobodyPaysForNothing,
    stockIsConserved,
    everySagaEnds,
    chargedAtMostOnce,
    lateStepsChangeNothing,
    paidBeforeItLeaves,
  ],
  variants: [
    {
      id: 'no-compensation',
      title: 'No compensation',
      summary: 'Goes forward; where it cannot, it stops and leaves what was done.',
      goal: 'Refuse a card, or cancel an order, and see what is left behind.',
      promises: ['charged-once', 'late-step', 'paid-first'],
      breaks: ['no-payment-kept', 'stock'],
      faultModel: anyFault,
      without: [],
      services: services({
        orders: ['services/orchestrated/orders.ts', 'services/no-compensation/saga.ts'],
      }),
      schemas,
    },
    {
      id: 'orchestrated-in-memory',
      title: 'Orchestrated in memory',
      summary: 'The machine lives in the memory of one process, and so does what it wants done.',
      goal: 'Leave an order waiting for ever.',
      promises: ['no-payment-kept', 'stock', 'charged-once', 'late-step', 'paid-first'],
      breaks: ['saga-ends'],
      faultModel: anyFault,
      without: ['orders-2'],
      services: services({
        orders: ['services/in-memory/orders.ts', 'services/orchestrated/saga.ts'],
        instances: ['orders-1'],
      }),
      schemas: { ...schemas, 'orders-db': 'schema/orders-alone.sql' },
    },
    {
      id: 'not-idempotent',
      title: 'No idempotency key',
      summary: 'Each attempt to charge a card is a new one for the provider.',
      goal: 'Charge a card twice.',
      promises: ['saga-ends', 'late-step', 'paid-first'],
      breaks: ['charged-once'],
      faultModel: anyFault,
      without: [],
      services: services({ payments: 'services/not-idempotent/payments.ts' }),
      schemas,
    },
    {
      id: 'no-tombstone',
      title: 'No tombstone',
      summary: 'A release deletes the reservation, and forgets that there was one.',
      goal: 'Have a step take effect after it was undone.',
      promises: ['no-payment-kept', 'saga-ends', 'charged-once', 'paid-first'],
      breaks: ['late-step'],
      faultModel: anyFault,
      without: [],
      services: services({ inventory: 'services/no-tombstone/inventory.ts' }),
      schemas,
    },
    {
      id: 'orchestrated',
      title: 'Orchestrated',
      summary: 'One machine for each order tells the services what to do, and what to undo.',
      promises: [
        'no-payment-kept',
        'stock',
        'saga-ends',
        'charged-once',
        'late-step',
        'paid-first',
      ],
      breaks: [],
      faultModel: anyFault,
      without: [],
      services: services(),
      schemas,
    },
    {
      id: 'choreographed',
      title: 'Choreographed',
      summary: 'Nobody directs: each service hears what the others announce, and does its part.',
      promises: [
        'no-payment-kept',
        'stock',
        'saga-ends',
        'charged-once',
        'late-step',
        'paid-first',
      ],
      breaks: [],
      faultModel: anyFault,
      without: [],
      services: services({
        orders: ['services/choreographed/orders.ts'],
        inventory: 'services/choreographed/inventory.ts',
        payments: 'services/choreographed/payments.ts',
        shipping: 'services/choreographed/shipping.ts',
      }),
      schemas: {
        'orders-db': 'schema/orders-with-saga-log.sql',
        'inventory-db': 'schema/inventory-with-inbox.sql',
        'payments-db': 'schema/payments-with-inbox.sql',
        'shipping-db': 'schema/shipping-with-inbox.sql',
        'provider-db': 'schema/provider.sql',
      },
      sagaLog,
    },
  ],
  featured: [
    {
      title: 'The card is refused, and there is no way back',
      variant: 'no-compensation',
      seed: 7,
      faults: 'do place-order with card=refused at 2ms',
      violates: ['stock'],
    },
    {
      title: 'The customer cancels while the card is charged',
      variant: 'no-compensation',
      seed: 7,
      faults:
        'do place-order at 2ms; do cancel-order with order=1041 at 49ms; lag payments->provider by 20ms',
      violates: ['no-payment-kept', 'stock'],
    },
    {
      title: 'The process that knew crashes',
      variant: 'orchestrated-in-memory',
      seed: 7,
      faults: 'crash orders-1 before orders.ts:"answer the customer"',
      violates: ['saga-ends'],
    },
    {
      title: 'The answer of the provider is lost',
      variant: 'not-idempotent',
      seed: 7,
      faults: 'do place-order at 2ms; cut provider->payments from 40ms to 70ms',
      violates: ['charged-once'],
    },
    {
      title: 'A compensation arrives before its step',
      variant: 'no-tombstone',
      seed: 7,
      faults:
        'do place-order at 2ms; crash orders-1 before relay.ts:"publish it", restart after 300ms; do cancel-order with order=1041,at=orders-2 at 40ms',
      violates: ['stock', 'late-step'],
    },
    {
      title: 'The card is refused',
      variant: 'orchestrated',
      seed: 7,
      faults: 'do place-order with card=refused at 2ms',
      violates: [],
    },
    {
      title: 'Inventory crashes halfway',
      variant: 'orchestrated',
      seed: 7,
      faults:
        'do place-order at 2ms; crash inventory before inventory.ts:"answer with what stands there"',
      violates: [],
    },
    {
      title: 'One of two instances dies for good',
      variant: 'orchestrated',
      seed: 7,
      faults: 'crash orders-1 at 30ms, no restart',
      violates: [],
    },
    {
      title: 'A refund is refused, and paid back by hand',
      variant: 'orchestrated',
      seed: 7,
      faults:
        'do place-order with card=disputed at 2ms; do cancel-order with order=1041 at 49ms; do paid-by-hand with order=1041,at=orders-2 at 400ms',
      violates: [],
    },
    {
      title: 'The card is refused, and nobody directs',
      variant: 'choreographed',
      seed: 7,
      faults: 'do place-order with card=refused at 2ms',
      violates: [],
    },
  ],
  machines: [
    {
      machine: 'order',
      noun: 'order',
      database: 'orders-db',
      table: 'sagas',
      stateColumn: 'state',
      eventColumn: 'last_event',
      steps: [
        {
          name: 'reserve',
          state: 'reserving',
          done: 'StockReserved',
          refused: 'StockRefused',
          undo: { name: 'release', state: 'releasing', done: 'StockReleased', refused: null },
        },
        {
          name: 'charge',
          state: 'charging',
          done: 'CardCharged',
          refused: 'CardRefused',
          undo: {
            name: 'refund',
            state: 'refunding',
            done: 'CardRefunded',
            refused: 'RefundRefused',
            byHand: { event: 'PaidByHand', words: 'paid back by hand' },
          },
        },
        { name: 'ship', state: 'shipping', done: 'ParcelShipped', refused: null, undo: null },
      ],
      byHand,
    },
  ],
  remedy: {
    'no-compensation': 'orchestrated',
    'orchestrated-in-memory': 'orchestrated',
    'not-idempotent': 'orchestrated',
    'no-tombstone': 'orchestrated',
  },
  tell,
}
