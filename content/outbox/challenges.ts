/** What a reader is asked to bring about in the labs of this chapter. A test replays every solution. */
import type { Challenge } from '@/components/lesson/challenge/challenge'

const seed = 7
const orderRow = { kind: 'rows', node: 'orders-db', table: 'orders', about: '1042' } as const
const record = { kind: 'records', topic: 'orders', about: '1042' } as const
const payment = { kind: 'rows', node: 'payments-db', table: 'payments', about: '1042' } as const
const first = { about: '1041' } as const
const ownCode = { kind: 'code', whose: 'lab' } as const

const announced = { kind: 'verdict', invariant: 'announced' } as const
const billedOnce = { kind: 'verdict', invariant: 'billed-once' } as const

const lostReply: Challenge = {
  id: 'outbox/lose-it-without-a-crash',
  title: 'Lose it without a crash',
  text: 'Order 1042 is stored and nobody is told of it, and no process and no database has crashed.',
  kind: 'break',
  lab: 'outbox',
  place: 'outbox',
  start: { variant: 'dual-write', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'without', fault: 'crash' },
    { kind: 'measure', measure: orderRow, is: 1 },
    { kind: 'measure', measure: announced, is: 'broken' },
  ],
  par: 1,
  hints: [
    'The service announces what it knows to be stored. What if it is stored and the service does not know?',
    'A COMMIT has a request and a reply. Only one of them has to arrive for the row to stand.',
    'Cut orders-db to orders, in that direction, from just before the COMMIT of 1042 is answered.',
  ],
  solution: { schedule: 'cut orders-db->orders from 23ms to 60ms' },
}

const ghostByCut: Challenge = {
  id: 'outbox/charge-for-nothing',
  title: 'Charge for nothing',
  text: 'The message goes first. Have Bo charged for order 1042 although it was never stored, while orders itself stays up.',
  kind: 'break',
  lab: 'outbox',
  place: 'outbox',
  start: { variant: 'publish-first', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'without', fault: 'crash', node: 'orders' },
    { kind: 'measure', measure: orderRow, is: 0 },
    { kind: 'measure', measure: payment, is: 1 },
  ],
  par: 1,
  hints: [
    'After the broker has the message, one more thing has to work.',
    'The database can be unreachable for as long as the service is willing to wait.',
    'Cut orders to orders-db from when 1042 is published, and do not mend it.',
  ],
  solution: { schedule: 'cut orders->orders-db from 22.5ms' },
}

const twiceByDrop: Challenge = {
  id: 'outbox/charge-twice-without-a-crash',
  title: 'Charge twice, crash nothing',
  text: 'Bo pays twice for order 1042, with the outbox in place and nothing crashed.',
  kind: 'break',
  lab: 'outbox',
  place: 'relay',
  start: { variant: 'outbox', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'without', fault: 'crash' },
    { kind: 'measure', measure: orderRow, is: 1 },
    { kind: 'measure', measure: payment, is: 2 },
  ],
  par: 1,
  hints: [
    'The relay sends again what it has no answer for.',
    'What gets lost must be the answer, and not the message.',
    'Drop the reply from broker to relay that answers the message of 1042, or cut that direction for a while.',
  ],
  solution: { schedule: 'cut broker->relay from 24ms to 60ms' },
}

const threeRecords: Challenge = {
  id: 'outbox/three-records-one-charge',
  title: 'Three records, one charge',
  text: 'The topic holds three records about order 1042, and Bo is charged once.',
  kind: 'break',
  lab: 'outbox',
  place: 'relay',
  start: { variant: 'outbox-with-inbox', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'measure', measure: record, is: 3 },
    { kind: 'measure', measure: payment, is: 1 },
  ],
  par: 2,
  hints: [
    'Each repetition needs a reason why the relay does not know that it has sent the message.',
    'A crash after a line can name which time it means: #2 is the second time.',
    'Crash the relay after relay.ts:"publish it" twice: the second time it runs, and the third.',
  ],
  solution: {
    schedule:
      'crash relay after relay.ts:"publish it" #2; crash relay after relay.ts:"publish it" #3',
  },
}

const repairDualWrite: Challenge = {
  id: 'outbox/repair-the-dual-write',
  title: 'Repair the dual write',
  text: 'Change orders.ts so that no single fault can store an order that nobody hears of. The table outbox is there, and the relay publishes what it finds in it.',
  kind: 'repair',
  lab: 'outbox',
  place: 'outbox',
  start: {
    variant: 'dual-write-beside-relay',
    seed,
    schedule: 'crash orders before orders.ts:"announce it" #2',
  },
  conditions: [
    {
      kind: 'code',
      whose: 'reader',
      files: ['services/dual-write/orders.ts', 'schema/orders-with-outbox.sql'],
    },
    { kind: 'measure', measure: { ...orderRow, ...first }, is: 1 },
    { kind: 'measure', measure: { ...record, ...first }, is: 1 },
    { kind: 'measure', measure: { ...payment, ...first }, is: 1 },
    { kind: 'sweep', keeps: ['accepted-stored', 'announced', 'no-ghost', 'announced-billed'] },
  ],
  par: 7,
  hints: [
    'Count the commits that one order makes. What is true between them?',
    'The message can be a row. A row can be written by the transaction that writes the order.',
    'Inside the transaction: tx.query with an INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload). Take producer.send away.',
  ],
  solution: { texts: { 'services/dual-write/orders.ts': 'services/outbox/orders.ts' } },
}

const repairPayments: Challenge = {
  id: 'outbox/give-payments-an-inbox',
  title: 'Give payments an inbox',
  text: 'Change payments.ts and its schema so that a message that comes twice is charged once, and one that comes is charged, whatever crashes.',
  kind: 'repair',
  lab: 'outbox',
  place: 'relay',
  start: { variant: 'outbox', seed, schedule: 'crash relay after relay.ts:"publish it" #2' },
  conditions: [
    {
      kind: 'code',
      whose: 'reader',
      files: ['services/shared/payments.ts', 'schema/payments.sql'],
    },
    { kind: 'measure', measure: record, is: 2 },
    { kind: 'measure', measure: payment, is: 1 },
    { kind: 'measure', measure: billedOnce, is: 'kept' },
    { kind: 'sweep', keeps: ['announced', 'no-ghost', 'announced-billed', 'billed-once'] },
  ],
  par: 13,
  hints: [
    'Payments cannot tell two orders from one order told twice. What in the message could?',
    'Every message has an id in its headers. Keep the ids that were handled, in payments’ own database.',
    'In one transaction: INSERT INTO inbox … ON CONFLICT DO NOTHING, and if its rowCount is 0, stop there. Then the charge.',
  ],
  solution: {
    texts: {
      'services/shared/payments.ts': 'services/inbox/payments.ts',
      'schema/payments.sql': 'schema/payments-with-inbox.sql',
    },
  },
}

const overtaken: Challenge = {
  id: 'outbox/overtaken',
  title: 'Overtaken',
  text: 'Two relays share one outbox. Have shipping hear of a cancellation before it hears of the order, without a crash.',
  kind: 'break',
  lab: 'outbox-relay',
  place: 'outbox-relay',
  start: { variant: 'two-relays-skip-locked', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'without', fault: 'crash' },
    {
      kind: 'measure',
      measure: { kind: 'verdict', invariant: 'in-order' },
      is: 'broken',
    },
  ],
  par: 1,
  hints: [
    'What one relay has locked, the other passes over.',
    'Have one relay hold a row for longer than it takes to cancel an order.',
    'Drop a message from relay-1 to broker: it waits for the answer with the row locked.',
  ],
  solution: { schedule: 'drop relay-1->broker #2' },
}

export const challenges = {
  lostReply,
  ghostByCut,
  twiceByDrop,
  threeRecords,
  repairDualWrite,
  repairPayments,
  overtaken,
}
