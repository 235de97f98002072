/** The lab `outbox`: one order, two systems to tell. Chapter 6. */
import type { FaultModel, LabDefinition, ServiceDefinition } from '../kernel/lab'
import { millisecond } from '../kernel/time'
import { everyRowIsAnnounced, nothingIsAnnouncedInVain } from '../promises/announcements'
import { atMostOneRow } from '../promises/at-most-once'
import { everyAcceptedHasItsRow, everyRecordHasItsEffect } from '../promises/effects'

const orderAnnouncement = {
  noun: 'order',
  database: 'orders-db',
  table: 'orders',
  broker: 'broker',
  topic: 'orders',
  effect: { node: 'payments-db', table: 'payments' },
}

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

const customers = ['Ada', 'Bo', 'Cem', 'Dana', 'Eli', 'Fay']
const articles = [
  { item: 'desk lamp', cents: 4_900 },
  { item: 'oak shelf', cents: 12_900 },
  { item: 'two keyboards', cents: 17_800 },
  { item: 'office chair', cents: 24_500 },
]
const firstOrderId = 1041

function services(files: {
  orders: string
  payments: string
  relay?: string
}): ServiceDefinition[] {
  const relay: ServiceDefinition[] = files.relay
    ? [
        {
          node: 'relay',
          files: [files.relay],
          database: 'orders-db',
          poolSize: 1,
          broker: 'broker',
        },
      ]
    : []
  return [
    { node: 'orders', files: [files.orders], database: 'orders-db', poolSize: 4, broker: 'broker' },
    ...relay,
    {
      node: 'payments',
      files: [files.payments],
      database: 'payments-db',
      poolSize: 4,
      broker: 'broker',
    },
    { node: 'notifications', files: ['services/shared/notifications.ts'], broker: 'broker' },
  ]
}

export const lab: LabDefinition = {
  id: 'outbox',
  chapter: 'outbox',
  title: 'One order, two writes',
  goal: 'Lose an event with one fault.',
  goalReached: {
    announced: 'You lost an event. Now keep it.',
    'no-ghost': 'You announced an order that does not exist. Now prevent it.',
    'billed-once': 'You charged a customer twice. Now prevent it.',
  },
  subject: { noun: 'order', find: (text) => /\b1\d{3}\b/.exec(text)?.[0] ?? null },
  nodes: [
    { id: 'shop', kind: 'client', description: 'the customers', position: { column: 0, row: 0 } },
    { id: 'orders', kind: 'service', position: { column: 0, row: 1 } },
    { id: 'orders-db', kind: 'postgres', owner: 'orders', position: { column: 0, row: 2 } },
    { id: 'relay', kind: 'service', position: { column: 1, row: 2 } },
    { id: 'broker', kind: 'broker', position: { column: 1, row: 1 } },
    { id: 'payments', kind: 'service', position: { column: 2, row: 1 } },
    { id: 'payments-db', kind: 'postgres', owner: 'payments', position: { column: 2, row: 2 } },
    { id: 'notifications', kind: 'service', position: { column: 2, row: 0 } },
  ],
  links: [
    { from: 'shop', to: 'orders' },
    { from: 'orders', to: 'orders-db' },
    { from: 'orders', to: 'broker' },
    { from: 'relay', to: 'orders-db' },
    { from: 'relay', to: 'broker' },
    { from: 'broker', to: 'payments' },
    { from: 'payments', to: 'payments-db' },
    { from: 'broker', to: 'notifications' },
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
        {
          id: 'cents',
          title: 'Price in cents',
          default: '',
          check: (value) =>
            /^[1-9]\d{0,8}$/.test(value) ? null : 'A price is a whole number of cents above 0.',
        },
      ],
      perform: ({ ordinal, arguments: { customer, item, cents } }) => {
        const article = articles[ordinal % articles.length] ?? { item: 'desk lamp', cents: 4_900 }
        return {
          kind: 'request',
          from: 'shop',
          to: 'orders',
          method: 'POST',
          path: '/orders',
          body: {
            id: firstOrderId + ordinal,
            customer: customer || (customers[ordinal % customers.length] ?? 'Ada'),
            item: item || article.item,
            cents: cents ? Number(cents) : article.cents,
          },
        }
      },
    },
  ],
  workload: (random) => [
    { action: 'place-order', arguments: {}, at: 2 * millisecond },
    { action: 'place-order', arguments: {}, at: random.integer(19, 23) * millisecond },
  ],
  invariants: [
    everyRowIsAnnounced({
      ...orderAnnouncement,
      id: 'announced',
      title: 'Every committed order is announced',
      sender: 'orders',
      needs: ['orders-db', 'relay', 'broker'],
    }),
    nothingIsAnnouncedInVain({
      ...orderAnnouncement,
      id: 'no-ghost',
      title: 'Nothing is announced that was not committed',
      sender: 'orders',
      needs: [],
    }),
    atMostOneRow({
      id: 'billed-once',
      title: 'The customer is billed once',
      database: 'payments-db',
      table: 'payments',
      column: 'order_id',
      noun: 'payment',
      subjectNoun: 'order',
    }),
  ],
  audits: [
    everyAcceptedHasItsRow({
      id: 'accepted-stored',
      title: 'Every accepted order is stored',
      noun: 'Order',
      action: 'place-order',
      member: 'id',
      database: 'orders-db',
      table: 'orders',
      column: 'id',
    }),
    everyRecordHasItsEffect({
      id: 'announced-billed',
      title: 'Every announced order is billed',
      noun: 'Order',
      broker: 'broker',
      topic: 'orders',
      needs: ['broker', 'payments', 'payments-db'],
      database: 'payments-db',
      table: 'payments',
      column: 'order_id',
    }),
  ],
  variants: [
    {
      id: 'dual-write',
      title: 'Dual write',
      summary: 'Stores the order, then publishes the event.',
      promises: ['no-ghost'],
      breaks: ['announced'],
      faultModel: anyFault,
      without: ['relay'],
      services: services({
        orders: 'services/dual-write/orders.ts',
        payments: 'services/shared/payments.ts',
      }),
      schemas: { 'orders-db': 'schema/orders.sql', 'payments-db': 'schema/payments.sql' },
    },
    {
      id: 'dual-write-beside-relay',
      title: 'Dual write, relay ready',
      summary: 'Stores the order, then publishes the event. A relay stands by and finds nothing.',
      goal: 'Repair it in orders.ts.',
      exercise: true,
      promises: ['no-ghost'],
      breaks: ['announced'],
      faultModel: anyFault,
      without: [],
      services: services({
        orders: 'services/dual-write/orders.ts',
        relay: 'services/outbox/relay.ts',
        payments: 'services/shared/payments.ts',
      }),
      schemas: {
        'orders-db': 'schema/orders-with-outbox.sql',
        'payments-db': 'schema/payments.sql',
      },
    },
    {
      id: 'publish-first',
      title: 'Publish first',
      summary: 'Publishes the event, then stores the order.',
      goal: 'Announce an order that does not exist.',
      promises: ['announced'],
      breaks: ['no-ghost'],
      faultModel: anyFault,
      without: ['relay'],
      services: services({
        orders: 'services/publish-first/orders.ts',
        payments: 'services/shared/payments.ts',
      }),
      schemas: { 'orders-db': 'schema/orders.sql', 'payments-db': 'schema/payments.sql' },
    },
    {
      id: 'outbox',
      title: 'Outbox',
      summary:
        'Stores the order and the event in one transaction; a relay publishes what the outbox holds.',
      goal: 'Charge a customer twice.',
      promises: ['announced', 'no-ghost'],
      breaks: ['billed-once'],
      faultModel: anyFault,
      without: ['orders->broker'],
      services: services({
        orders: 'services/outbox/orders.ts',
        relay: 'services/outbox/relay.ts',
        payments: 'services/shared/payments.ts',
      }),
      schemas: {
        'orders-db': 'schema/orders-with-outbox.sql',
        'payments-db': 'schema/payments.sql',
      },
    },
    {
      id: 'outbox-with-inbox',
      title: 'Outbox + inbox',
      summary: 'As the outbox; payments remembers the id of each message it has handled.',
      goal: 'Break one of three promises, if you can.',
      promises: ['announced', 'no-ghost', 'billed-once'],
      breaks: [],
      faultModel: anyFault,
      without: ['orders->broker'],
      services: services({
        orders: 'services/outbox/orders.ts',
        relay: 'services/outbox/relay.ts',
        payments: 'services/inbox/payments.ts',
      }),
      schemas: {
        'orders-db': 'schema/orders-with-outbox.sql',
        'payments-db': 'schema/payments-with-inbox.sql',
      },
    },
  ],
  featured: [
    {
      title: 'A crash between the two writes',
      variant: 'dual-write',
      seed: 7,
      faults: 'crash orders before orders.ts:"announce it" #2',
      violates: ['announced'],
    },
    {
      title: 'The same crash, with a relay beside it',
      variant: 'dual-write-beside-relay',
      seed: 7,
      faults: 'crash orders before orders.ts:"announce it" #2',
      violates: ['announced'],
    },
    {
      title: 'The same crash, the other way round',
      variant: 'publish-first',
      seed: 7,
      faults: 'crash orders before orders.ts:"store the order" #2',
      violates: ['no-ghost'],
    },
    {
      title: 'The relay crashes after publishing',
      variant: 'outbox',
      seed: 7,
      faults: 'crash relay after relay.ts:"publish it" #2',
      violates: ['billed-once'],
    },
    {
      title: 'The same crash, with an inbox',
      variant: 'outbox-with-inbox',
      seed: 7,
      faults: 'crash relay after relay.ts:"publish it" #2',
      violates: [],
    },
  ],
  remedy: { 'dual-write': 'outbox', 'publish-first': 'outbox', outbox: 'outbox-with-inbox' },
}
