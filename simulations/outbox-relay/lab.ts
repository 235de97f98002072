/** The lab `outbox-relay`: who reads the outbox, and in which order. Chapter 6. */
import type {
  FaultModel,
  LabDefinition,
  ServiceDefinition,
  VariantDefinition,
  WorkloadItem,
} from '../kernel/lab'
import { millisecond } from '../kernel/time'
import { everyEventIsAnnounced, eventsArriveInOrder } from '../promises/event-delivery'

const orderEvents = {
  database: 'orders-db',
  table: 'outbox',
  broker: 'broker',
  topic: 'orders',
  noun: 'order',
}

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

const customers = ['Ada', 'Bo', 'Cem', 'Dana', 'Eli', 'Fay']
const articles = ['desk lamp', 'oak shelf', 'two keyboards', 'office chair']
const firstOrderId = 1041
const instances = ['orders-1', 'orders-2']

/** Everything of a variant that follows from its relay. */
function relayedBy(
  file: string,
  relays: readonly string[],
  schema: string,
): Pick<VariantDefinition, 'services' | 'schemas' | 'without' | 'faultModel'> {
  const orders = instances.map(
    (node): ServiceDefinition => ({
      node,
      files: ['services/shared/orders.ts'],
      database: 'orders-db',
      poolSize: 4,
      broker: 'broker',
    }),
  )
  const relay = relays.map(
    (node, partition): ServiceDefinition => ({
      node,
      files: [file],
      database: 'orders-db',
      poolSize: 1,
      broker: 'broker',
      environment: { RELAY_NAME: node, RELAY_PARTITION: String(partition) },
    }),
  )
  return {
    faultModel: anyFault,
    without: relays.includes('relay-2') ? [] : ['relay-2'],
    services: [
      ...orders,
      ...relay,
      {
        node: 'shipping',
        files: ['services/shared/shipping.ts'],
        database: 'shipping-db',
        poolSize: 4,
        broker: 'broker',
      },
    ],
    schemas: { 'orders-db': schema, 'shipping-db': 'schema/shipping.sql' },
  }
}

export const lab: LabDefinition = {
  id: 'outbox-relay',
  chapter: 'outbox',
  title: 'Who reads the outbox',
  goal: 'Lose an event that was stored in the outbox.',
  goalReached: {
    announced: 'It was in the outbox, and nobody sent it. Now keep it.',
    'in-order': 'A cancelled order is about to be packed. Now keep the order.',
  },
  subject: { noun: 'order', find: (text) => /\b1\d{3}\b/.exec(text)?.[0] ?? null },
  nodes: [
    { id: 'shop', kind: 'client', description: 'the customers', position: { column: 0, row: 1 } },
    { id: 'orders-1', kind: 'service', position: { column: 0, row: 0 } },
    { id: 'orders-2', kind: 'service', position: { column: 0, row: 2 } },
    { id: 'orders-db', kind: 'postgres', owner: 'orders-1', position: { column: 1, row: 1 } },
    { id: 'relay-1', kind: 'service', position: { column: 1, row: 0 } },
    { id: 'relay-2', kind: 'service', position: { column: 1, row: 2 } },
    { id: 'broker', kind: 'broker', position: { column: 2, row: 1 } },
    { id: 'shipping', kind: 'service', position: { column: 3, row: 1 } },
    { id: 'shipping-db', kind: 'postgres', owner: 'shipping', position: { column: 3, row: 2 } },
  ],
  links: [
    { from: 'shop', to: 'orders-1' },
    { from: 'shop', to: 'orders-2' },
    { from: 'orders-1', to: 'orders-db' },
    { from: 'orders-2', to: 'orders-db' },
    { from: 'relay-1', to: 'orders-db' },
    { from: 'relay-2', to: 'orders-db' },
    { from: 'relay-1', to: 'broker' },
    { from: 'relay-2', to: 'broker' },
    { from: 'broker', to: 'shipping' },
    { from: 'shipping', to: 'shipping-db' },
  ],
  topics: [{ name: 'orders', partitions: 2 }],
  actions: [
    {
      id: 'place-order',
      title: 'Place order',
      node: 'shop',
      parameters: [
        { id: 'customer', title: 'Customer', default: '' },
        { id: 'item', title: 'Article', default: '' },
      ],
      perform: ({ ordinal, arguments: { customer, item } }) => ({
        kind: 'request',
        from: 'shop',
        to: instances[ordinal % 2] ?? 'orders-1',
        method: 'POST',
        path: '/orders',
        body: {
          id: firstOrderId + ordinal,
          customer: customer || (customers[ordinal % customers.length] ?? 'Ada'),
          item: item || (articles[ordinal % articles.length] ?? 'desk lamp'),
        },
      }),
    },
    {
      id: 'cancel-order',
      title: 'Cancel order',
      node: 'shop',
      parameters: [
        {
          id: 'order',
          title: 'Order',
          default: String(firstOrderId + 1),
          check: (value) =>
            /^1\d{3}$/.test(value) ? null : 'An order is a number from 1000 to 1999.',
        },
      ],
      perform: ({ ordinal, arguments: { order } }) => ({
        kind: 'request',
        from: 'shop',
        to: instances[ordinal % 2] ?? 'orders-1',
        method: 'POST',
        path: `/orders/${order}/cancel`,
        body: {},
      }),
    },
  ],
  workload: (random): WorkloadItem[] => [
    { action: 'place-order', arguments: {}, at: 2 * millisecond },
    { action: 'place-order', arguments: {}, at: random.integer(17, 19) * millisecond },
    { action: 'place-order', arguments: {}, at: random.integer(22, 24) * millisecond },
    {
      action: 'cancel-order',
      arguments: { order: String(firstOrderId + 1) },
      at: random.integer(38, 40) * millisecond,
    },
  ],
  invariants: [
    everyEventIsAnnounced({
      ...orderEvents,
      id: 'announced',
      title: 'Every committed event is announced',
      sender: 'relay-1',
      needs: ['orders-db', 'relay-1', 'relay-2', 'broker'],
    }),
    eventsArriveInOrder({
      ...orderEvents,
      id: 'in-order',
      title: 'Events of one order arrive in order',
      effect: { node: 'shipping-db', table: 'parcels' },
    }),
  ],
  variants: [
    {
      id: 'mark-first',
      title: 'Mark, then send',
      summary: 'The relay marks a row as sent, then publishes it.',
      promises: ['in-order'],
      breaks: ['announced'],
      ...relayedBy('services/mark-first/relay.ts', ['relay-1'], 'schema/orders-with-sent-mark.sql'),
    },
    {
      id: 'by-sequence',
      title: 'By sequence',
      summary: 'The relay remembers the last position it sent and asks for what comes after.',
      promises: ['in-order'],
      breaks: ['announced'],
      ...relayedBy('services/by-sequence/relay.ts', ['relay-1'], 'schema/orders-with-position.sql'),
    },
    {
      id: 'two-relays-skip-locked',
      title: 'Two relays',
      summary: 'Two relays, each taking the oldest row that the other has not locked.',
      goal: 'Pack an order that has been cancelled.',
      promises: ['announced'],
      breaks: ['in-order'],
      ...relayedBy('services/skip-locked/relay.ts', ['relay-1', 'relay-2'], 'schema/orders.sql'),
    },
    {
      id: 'by-snapshot',
      title: 'By snapshot',
      summary:
        'One relay, which reads only rows of transactions older than every one that is still open.',
      goal: 'Break one of two promises, if you can.',
      promises: ['announced', 'in-order'],
      breaks: [],
      ...relayedBy('services/by-snapshot/relay.ts', ['relay-1'], 'schema/orders-with-cursor.sql'),
    },
    {
      id: 'partitioned-relays',
      title: 'Partitioned relays',
      summary: 'Two relays by snapshot; the hash of the order’s id says which of them sends it.',
      goal: 'Break one of two promises, if you can.',
      promises: ['announced', 'in-order'],
      breaks: [],
      ...relayedBy(
        'services/partitioned/relay.ts',
        ['relay-1', 'relay-2'],
        'schema/orders-with-cursor.sql',
      ),
    },
  ],
  featured: [
    {
      title: 'A pause between the insert and the commit',
      variant: 'by-sequence',
      seed: 7,
      faults: 'pause orders-2 at 24.5ms for 40ms',
      violates: ['announced'],
    },
    {
      title: 'The same pause, read by snapshot',
      variant: 'by-snapshot',
      seed: 7,
      faults: 'pause orders-2 at 24.5ms for 40ms',
      violates: [],
    },
    {
      title: 'A crash between the mark and the message',
      variant: 'mark-first',
      seed: 7,
      faults: 'crash relay-1 before relay.ts:"publish it" #2',
      violates: ['announced'],
    },
    {
      title: 'One lost message, and two relays',
      variant: 'two-relays-skip-locked',
      seed: 7,
      faults: 'drop relay-1->broker #2',
      violates: ['in-order'],
    },
    {
      title: 'The same loss, every order with its own relay',
      variant: 'partitioned-relays',
      seed: 7,
      faults: 'drop relay-2->broker #1',
      violates: [],
    },
  ],
  remedy: {
    'mark-first': 'by-snapshot',
    'by-sequence': 'by-snapshot',
    'two-relays-skip-locked': 'partitioned-relays',
  },
}
