/**
 * The lab `shared-database`: four teams on the Postgres of one, or on one each. What breaks is mostly no fault but a colleague: a
 * renamed column, a report that takes the connections, a deleted user. Chapter 1.
 */
import type {
  ActionDefinition,
  FaultModel,
  LabDefinition,
  NodeDefinition,
  ServiceDefinition,
  VariantDefinition,
  WorkloadItem,
} from '../kernel/lab'
import { millisecond } from '../kernel/time'
import { changeStaysAtHome, nobodyStarves, oneCrashStopsOneService } from '../promises/blast-radius'
import { everyAcceptedHasItsRow } from '../promises/effects'
import { orphansGone, referencesHold } from '../promises/references'
import { tell } from './tell'

const anyFault: FaultModel = {
  kinds: ['crash-restart', 'crash-stop', 'pause', 'cut', 'lag', 'database'],
  mostAtOnce: 4,
}
const anyFaultWithBroker: FaultModel = {
  kinds: [...anyFault.kinds, 'broker', 'drop', 'delay', 'duplicate'],
  mostAtOnce: 4,
}

const teams = ['users', 'orders', 'shipping', 'reporting'] as const
type Team = (typeof teams)[number]

const firstOrderId = 1041
/** As `max_connections`, on the small machine that each of them is here. */
const connections = 16
/** Each sensible by itself; together they want 24. */
const poolSizes: Record<Team, number> = { users: 4, orders: 4, shipping: 4, reporting: 12 }
const users = [
  { id: 1, name: 'Ada', city: 'London' },
  { id: 2, name: 'Bo', city: 'Oslo' },
  { id: 3, name: 'Cleo', city: 'Cairo' },
]
const clients = ['shop', 'office']

const places: Record<Team, { column: number; row: number }> = {
  users: { column: 0, row: 1 },
  orders: { column: 1, row: 1 },
  shipping: { column: 2, row: 1 },
  reporting: { column: 3, row: 1 },
}

const nodes: NodeDefinition[] = [
  { id: 'shop', kind: 'client', description: 'the customers', position: { column: 1, row: 0 } },
  { id: 'office', kind: 'client', description: 'the staff', position: { column: 2, row: 0 } },
  ...teams.flatMap((team): NodeDefinition[] => [
    { id: team, kind: 'service', position: places[team] },
    {
      id: `${team}-db`,
      kind: 'postgres',
      owner: team,
      connections,
      position: { ...places[team], row: 2 },
    },
  ]),
  { id: 'broker', kind: 'broker', position: { column: 0, row: 3 } },
]

const databases = nodes.flatMap(({ id, kind }) => (kind === 'postgres' ? [id] : []))

function service(
  team: Team,
  files: string[],
  more: Partial<ServiceDefinition> = {},
): ServiceDefinition {
  return {
    node: team,
    files: files.map((file) => `services/${file}.ts`),
    database: `${team}-db`,
    poolSize: poolSizes[team],
    ...more,
  }
}

/** The links over which the others use the database of orders. */
const toOthersDatabase = ['users->orders-db', 'shipping->orders-db', 'reporting->orders-db']

const own: Pick<VariantDefinition, 'without' | 'services' | 'schemas'> = {
  without: [...toOthersDatabase, 'broker'],
  services: [
    service('users', ['teams/users']),
    service('orders', ['per-service/orders']),
    service('shipping', ['per-service/shipping']),
    service('reporting', ['per-service/reporting']),
  ],
  schemas: {
    'users-db': 'schema/users.sql',
    'orders-db': 'schema/orders.sql',
    'shipping-db': 'schema/shipping.sql',
    'reporting-db': 'schema/reporting.sql',
  },
}

const withEvents = (orders: string): ServiceDefinition[] => [
  service('users', ['with-events/users', 'with-events/relay'], { broker: 'broker' }),
  service('orders', [orders], { broker: 'broker' }),
  service('shipping', ['per-service/shipping']),
  service('reporting', ['per-service/reporting']),
]

const schemasWithEvents = {
  ...own.schemas,
  'users-db': 'schema/users-with-outbox.sql',
  'orders-db': 'schema/orders-with-customers.sql',
}

const isUser = (value: string) =>
  users.some(({ id }) => String(id) === value) ? null : 'A user is 1, 2 or 3.'
const isOrder = (value: string) =>
  /^1\d{3}$/.test(value) ? null : 'An order is a number such as 1041.'
const userOf = (id: string | undefined) => users.find((user) => String(user.id) === id) ?? users[0]

const actions: ActionDefinition[] = [
  {
    id: 'place-order',
    title: 'Place order',
    node: 'shop',
    parameters: [{ id: 'user', title: 'User', default: '1', check: isUser }],
    perform: ({ ordinal, arguments: { user } }) => ({
      kind: 'request',
      from: 'shop',
      to: 'orders',
      method: 'POST',
      path: '/orders',
      body: {
        id: firstOrderId + ordinal,
        user: Number(user),
        name: userOf(user)?.name ?? '',
        cents: 4_900,
      },
    }),
  },
  {
    id: 'open-profile',
    title: 'Open profile',
    node: 'shop',
    parameters: [{ id: 'user', title: 'User', default: '2', check: isUser }],
    perform: ({ arguments: { user } }) => ({
      kind: 'request',
      from: 'shop',
      to: 'users',
      method: 'GET',
      path: `/users/${user}`,
      body: null,
    }),
  },
  {
    id: 'print-label',
    title: 'Print label',
    node: 'office',
    parameters: [
      { id: 'order', title: 'Order', default: String(firstOrderId), check: isOrder },
      { id: 'user', title: 'For user', default: '1', check: isUser },
    ],
    perform: ({ arguments: { order, user } }) => ({
      kind: 'request',
      from: 'office',
      to: 'shipping',
      method: 'POST',
      path: '/labels',
      body: {
        order: Number(order),
        name: userOf(user)?.name ?? '',
        city: userOf(user)?.city ?? '',
      },
    }),
  },
  {
    id: 'deploy-users-v2',
    title: 'Deploy users v2',
    node: 'office',
    parameters: [],
    perform: () => ({
      kind: 'request',
      from: 'office',
      to: 'users',
      method: 'POST',
      path: '/deploys',
      body: null,
    }),
  },
  {
    id: 'run-report',
    title: 'Run report',
    node: 'office',
    parameters: [],
    perform: () => ({
      kind: 'request',
      from: 'office',
      to: 'reporting',
      method: 'POST',
      path: '/reports',
      body: null,
    }),
  },
  {
    id: 'delete-user',
    title: 'Delete user',
    node: 'office',
    parameters: [{ id: 'user', title: 'User', default: '1', check: isUser }],
    perform: ({ arguments: { user } }) => ({
      kind: 'request',
      from: 'office',
      to: 'users',
      method: 'DELETE',
      path: `/users/${user}`,
      body: null,
    }),
  },
]

const orderReferences = {
  tables: ['orders-db.orders'],
  column: 'user_id',
  referenced: ['orders-db.users', 'users-db.users'],
  noun: 'Order',
  referencedNoun: 'user',
}

export const lab: LabDefinition = {
  id: 'shared-database',
  chapter: 'database-per-service',
  title: 'Four teams, one Postgres',
  goal: 'Rename a column of users, and see who fails.',
  goalReached: {
    'change-stays-home': 'One team deployed, and others fail. Now give each a database of its own.',
    'one-crash': 'One crash, and the whole shop stands still.',
    'no-starvation': 'A report took the connections that customers needed.',
    'user-exists': 'An order belongs to nobody: no foreign key reaches into another database.',
  },
  subject: { noun: 'order', find: (text) => /\b1\d{3}\b/.exec(text)?.[0] ?? null },
  nodes,
  links: [
    { from: 'shop', to: 'users' },
    { from: 'shop', to: 'orders' },
    { from: 'office', to: 'users' },
    { from: 'office', to: 'shipping' },
    { from: 'office', to: 'reporting' },
    ...teams.flatMap((team) => [
      { from: team, to: `${team}-db` },
      ...(team === 'orders' ? [] : [{ from: team, to: 'orders-db' }]),
    ]),
    { from: 'users', to: 'broker' },
    { from: 'broker', to: 'orders' },
  ],
  topics: [{ name: 'users', partitions: 1 }],
  actions,
  workload: (random): WorkloadItem[] => [
    { action: 'place-order', arguments: { user: '1' }, at: 4 * millisecond },
    { action: 'open-profile', arguments: { user: '2' }, at: random.integer(5, 7) * millisecond },
    {
      action: 'print-label',
      arguments: { order: '1041', user: '1' },
      at: random.integer(16, 18) * millisecond,
    },
    { action: 'deploy-users-v2', arguments: {}, at: random.integer(26, 29) * millisecond },
    { action: 'place-order', arguments: { user: '2' }, at: random.integer(38, 42) * millisecond },
    { action: 'run-report', arguments: {}, at: 44 * millisecond },
    {
      action: 'print-label',
      arguments: { order: '1042', user: '2' },
      at: random.integer(52, 56) * millisecond,
    },
    { action: 'delete-user', arguments: { user: '1' }, at: random.integer(66, 69) * millisecond },
    { action: 'place-order', arguments: { user: '1' }, at: random.integer(90, 95) * millisecond },
  ],
  invariants: [
    changeStaysAtHome({
      id: 'change-stays-home',
      title: 'A change by one team fails no other team’s requests',
      clients,
      owner: 'users',
      action: 'deploy-users-v2',
    }),
    oneCrashStopsOneService({
      id: 'one-crash',
      title: 'One database’s crash stops one service',
      clients,
      databases,
    }),
    nobodyStarves({
      id: 'no-starvation',
      title: 'No service starves another of connections',
      clients,
      databases,
    }),
    referencesHold({
      ...orderReferences,
      id: 'user-exists',
      title: 'Every order’s user exists',
    }),
    orphansGone({
      ...orderReferences,
      id: 'orphans-gone',
      title: 'No orphan is left',
      needs: ['users', 'users-db', 'broker', 'orders', 'orders-db'],
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
  ],
  variants: [
    {
      id: 'shared',
      title: 'One Postgres',
      summary: 'Four services read and write tables in the database of orders.',
      promises: ['user-exists', 'orphans-gone'],
      breaks: ['change-stays-home', 'one-crash', 'no-starvation'],
      faultModel: anyFault,
      without: ['users-db', 'shipping-db', 'reporting-db', 'broker'],
      services: [
        service('users', ['teams/users'], { database: 'orders-db' }),
        service('orders', ['shared/orders']),
        service('shipping', ['shared/shipping'], { database: 'orders-db' }),
        service('reporting', ['shared/reporting'], { database: 'orders-db' }),
      ],
      schemas: { 'orders-db': 'schema/shared.sql' },
    },
    {
      id: 'per-service',
      title: 'Database per service',
      summary: 'Each service has a database that no other one can reach.',
      goal: 'Make an order of somebody who does not exist.',
      promises: ['change-stays-home', 'one-crash', 'no-starvation'],
      breaks: ['user-exists', 'orphans-gone'],
      faultModel: anyFault,
      ...own,
    },
    {
      id: 'per-service-with-events',
      title: 'With events',
      summary:
        'As before, and users announces who has left; orders clears up and keeps a tombstone.',
      goal: 'Make an order of somebody who does not exist.',
      promises: ['change-stays-home', 'one-crash', 'no-starvation', 'orphans-gone'],
      breaks: ['user-exists'],
      faultModel: anyFaultWithBroker,
      without: toOthersDatabase,
      services: withEvents('with-events/orders'),
      schemas: schemasWithEvents,
    },
    {
      id: 'events-without-tombstone',
      title: 'Events, no tombstone',
      summary: 'users announces who has left; orders clears up what it has, and remembers nothing.',
      goal: 'Repair it in orders.ts.',
      exercise: true,
      promises: ['change-stays-home', 'one-crash', 'no-starvation'],
      breaks: ['user-exists', 'orphans-gone'],
      faultModel: anyFaultWithBroker,
      without: toOthersDatabase,
      services: withEvents('without-tombstone/orders'),
      schemas: schemasWithEvents,
    },
  ],
  featured: [
    {
      title: 'The users team renames a column',
      variant: 'shared',
      seed: 7,
      faults:
        'do place-order at 4ms; do deploy-users-v2 at 20ms; do place-order with user=2 at 40ms; do print-label at 44ms; do open-profile at 48ms; do run-report at 52ms',
      violates: ['change-stays-home'],
    },
    {
      title: 'The one database crashes',
      variant: 'shared',
      seed: 7,
      faults:
        'do place-order at 4ms; do open-profile at 20ms; do place-order with user=2 at 20ms; do print-label at 20ms; crash orders-db at 21ms',
      violates: ['one-crash'],
    },
    {
      title: 'A report and a rush of orders',
      variant: 'shared',
      seed: 7,
      faults:
        'do run-report at 4ms; do open-profile at 20ms; do place-order at 24ms; do place-order at 24ms; do place-order at 24ms; do place-order at 24ms; do print-label at 40ms',
      violates: ['no-starvation'],
    },
    {
      title: 'A user with orders is deleted',
      variant: 'per-service',
      seed: 7,
      faults: 'do place-order at 4ms; do delete-user at 30ms',
      violates: ['user-exists', 'orphans-gone'],
    },
    {
      title: 'A user is deleted, and orders hears of it',
      variant: 'per-service-with-events',
      seed: 7,
      faults: 'do place-order at 4ms; do delete-user at 30ms; do place-order at 80ms',
      violates: ['user-exists'],
    },
    {
      title: 'A late order, and nobody remembers who has left',
      variant: 'events-without-tombstone',
      seed: 7,
      faults: 'do place-order at 4ms; do delete-user at 30ms; do place-order at 80ms',
      violates: ['user-exists', 'orphans-gone'],
    },
  ],
  remedy: { shared: 'per-service', 'per-service': 'per-service-with-events' },
  showsTeams: true,
  tell,
}
