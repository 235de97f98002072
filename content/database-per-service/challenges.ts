/** What a reader is asked to bring about in the lab of this chapter. A test replays every solution. */
import type { Challenge } from '@/components/lesson/challenge/challenge'

const seed = 7
const ownCode = { kind: 'code', whose: 'lab' } as const
const lab = 'shared-database'
const failed = (service: string) => ({ kind: 'failed', service }) as const

const oneCrash: Challenge = {
  id: 'database-per-service/one-crash-two-teams',
  title: 'One crash, two teams',
  text: 'On the usual day of the shop, with nothing but one crash of the database, make requests of two teams fail.',
  kind: 'break',
  lab,
  place: 'shared-database',
  start: { variant: 'shared', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'without', fault: 'crash', node: 'users' },
    { kind: 'without', fault: 'crash', node: 'shipping' },
    { kind: 'measure', measure: { kind: 'verdict', invariant: 'one-crash' }, is: 'broken' },
  ],
  par: 1,
  hints: [
    'A database is back after 20 ms. Who asks something of it in that time?',
    'The label is printed from 16 ms on, and the deploy begins at 26 ms.',
    'Crash orders-db when the statement for the label is on its way, at about 17 ms.',
  ],
  solution: { schedule: 'crash orders-db at 17ms' },
}

const onlyReporting: Challenge = {
  id: 'database-per-service/only-the-report',
  title: 'Only the report',
  text: 'The users team deploys, and of all requests afterwards only the one to reporting fails. An order and a label are still among them.',
  kind: 'break',
  lab,
  place: 'shared-database',
  start: { variant: 'shared', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'measure', measure: { kind: 'verdict', invariant: 'change-stays-home' }, is: 'broken' },
    { kind: 'measure', measure: failed('orders'), is: 0 },
    { kind: 'measure', measure: failed('shipping'), is: 0 },
    { kind: 'measure', measure: failed('reporting'), is: 1 },
    { kind: 'measure', measure: { kind: 'rows', node: 'orders-db', table: 'labels' }, is: 1 },
  ],
  par: 0,
  hints: [
    'You need no fault. Write your own day: `do` items in the schedule.',
    'What comes before the deploy does not fail.',
    'Place an order, print its label, then deploy, then run the report.',
  ],
  solution: {
    schedule:
      'do place-order at 4ms; do print-label at 20ms; do deploy-users-v2 at 40ms; do run-report at 60ms',
  },
}

const toldTwice: Challenge = {
  id: 'database-per-service/told-twice',
  title: 'Told twice',
  text: 'orders hears twice that Ada has left, and no orphan is left behind.',
  kind: 'break',
  lab,
  place: 'events',
  start: { variant: 'per-service-with-events', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'measure', measure: { kind: 'deliveries', to: 'orders' }, is: 2 },
    { kind: 'measure', measure: { kind: 'verdict', invariant: 'orphans-gone' }, is: 'kept' },
  ],
  par: 1,
  hints: [
    'users has an outbox and a relay. What did chapter 6 say about its delivery?',
    'Between the publish and the deletion of the outbox’s row there is a line to crash at.',
    'Crash users after relay.ts:"publish it".',
  ],
  solution: { schedule: 'crash users after relay.ts:"publish it"' },
}

const leaveATombstone: Challenge = {
  id: 'database-per-service/leave-a-tombstone',
  title: 'Leave a tombstone',
  text: 'Here orders clears up after a user who has left and forgets them at once, so an order that comes late makes an orphan for good. Change orders.ts so that none is left, whatever crashes. The table customers is there.',
  kind: 'repair',
  lab,
  place: 'events',
  start: { variant: 'events-without-tombstone', seed, schedule: '' },
  conditions: [
    { kind: 'code', whose: 'reader', files: ['services/without-tombstone/orders.ts'] },
    {
      kind: 'measure',
      measure: { kind: 'rows', node: 'orders-db', table: 'orders', about: '1042' },
      is: 1,
    },
    { kind: 'sweep', keeps: ['orphans-gone', 'accepted-stored'] },
  ],
  par: 18,
  hints: [
    'The event says once that somebody has left. Who has to know it later?',
    'Keep the deletion as a row: customers has deleted_at. A new order looks there first.',
    'Read the customer FOR SHARE in the transaction that stores the order, and write deleted_at in the transaction that clears up. Without the lock, both can pass each other.',
  ],
  solution: {
    texts: { 'services/without-tombstone/orders.ts': 'services/with-events/orders.ts' },
  },
}

export const challenges = { oneCrash, onlyReporting, toldTwice, leaveATombstone }
