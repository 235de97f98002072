/** What a reader is asked to bring about in the labs of this chapter. A test replays every solution. */
import type { Challenge } from '@/components/lesson/challenge/challenge'

const seed = 7
const ownCode = { kind: 'code', whose: 'lab' } as const
const about = '1041'
const charge = { kind: 'rows', node: 'provider-db', table: 'charges', about } as const

function verdict(invariant: string, is: 'kept' | 'broken') {
  return { kind: 'measure', measure: { kind: 'verdict', invariant }, is } as const
}

const holdTheShelf: Challenge = {
  id: 'sagas/hold-the-shelf',
  title: 'Hold the shelf',
  text: 'With two-phase commit, keep Bo waiting for more than a second, and crash nothing.',
  kind: 'break',
  lab: 'two-phase-commit',
  place: 'two-phase-commit',
  start: { variant: 'two-phase-commit', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'without', fault: 'crash' },
    verdict('all-or-nothing', 'kept'),
    verdict('nobody-waits', 'broken'),
  ],
  par: 1,
  hints: [
    'A participant that has voted waits for one thing. What could keep it away without a crash?',
    'The decision has to be written before it may be told.',
    'Cut checkout to checkout-db from 17 ms, when both have voted, to 4 s. Or pause checkout.',
  ],
  solution: { schedule: 'cut checkout->checkout-db from 17ms to 4s' },
}

const keepTheMoney: Challenge = {
  id: 'sagas/keep-the-money',
  title: 'Keep the money',
  text: 'With no compensation, order 1041 is cancelled, and what its card was charged is never given back. No fault is needed.',
  kind: 'break',
  lab: 'saga',
  place: 'saga',
  start: { variant: 'no-compensation', seed, schedule: 'do place-order at 2ms' },
  conditions: [
    ownCode,
    verdict('no-payment-kept', 'broken'),
    { kind: 'measure', measure: charge, is: 1 },
  ],
  par: 0,
  hints: [
    'A refused card costs nothing. Who else can end an order?',
    'The customer can cancel. It has to come while the card is being charged.',
    'The provider captures at about 55 ms. Cancel order 1041 at 51 ms.',
  ],
  solution: { schedule: 'do place-order at 2ms; do cancel-order with order=1041 at 51ms' },
}

const strandAnOrder: Challenge = {
  id: 'sagas/strand-an-order',
  title: 'Strand an order',
  text: 'With the machine in memory, leave an order waiting for ever, and let orders-1 live.',
  kind: 'break',
  lab: 'saga',
  place: 'saga',
  start: { variant: 'orchestrated-in-memory', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'without', fault: 'crash', node: 'orders-1' },
    verdict('saga-ends', 'broken'),
  ],
  par: 1,
  hints: [
    'The machine moves in memory first. What comes after that can fail.',
    'When it fails, the message is handled again, by a machine that has moved on.',
    'Crash orders-db at 60 ms, so that the next command cannot be put together.',
  ],
  solution: { schedule: 'crash orders-db at 60ms, restart after 300ms' },
}

const twiceWithoutACut: Challenge = {
  id: 'sagas/twice-without-a-cut',
  title: 'Charge twice, lose nothing',
  text: 'Without idempotency keys, charge order 1041 twice although every message arrives.',
  kind: 'break',
  lab: 'saga',
  place: 'lost-answers',
  start: { variant: 'not-idempotent', seed, schedule: '' },
  conditions: [
    ownCode,
    { kind: 'without', fault: 'cut' },
    { kind: 'without', fault: 'drop' },
    { kind: 'measure', measure: charge, is: 2 },
  ],
  par: 1,
  hints: [
    'An answer that arrives can still be forgotten.',
    'Payments knows what the provider said only when its own transaction has committed.',
    'Crash payments before payments.ts:"keep what the provider said".',
  ],
  solution: { schedule: 'crash payments before payments.ts:"keep what the provider said"' },
}

const undoFirst: Challenge = {
  id: 'sagas/undo-first',
  title: 'The undo comes first',
  text: 'Without a tombstone, have a release overtake its reservation, so that a lamp is held for a cancelled order. Crash nothing.',
  kind: 'break',
  lab: 'saga',
  place: 'lost-answers',
  start: { variant: 'no-tombstone', seed, schedule: 'do place-order at 2ms' },
  conditions: [ownCode, { kind: 'without', fault: 'crash' }, verdict('late-step', 'broken')],
  par: 1,
  hints: [
    'Two instances send commands. One of them can be kept from it.',
    'Keep orders-1 from the broker after it has stored the order, and cancel at the other instance.',
    'cut orders-1->broker from 10ms to 200ms; do cancel-order with order=1041,at=orders-2 at 30ms',
  ],
  solution: {
    schedule:
      'do place-order at 2ms; cut orders-1->broker from 10ms to 200ms; do cancel-order with order=1041,at=orders-2 at 30ms',
  },
}

const giveItAKey: Challenge = {
  id: 'sagas/give-it-a-key',
  title: 'Give the charge a key',
  text: 'Change payments.ts so that an order is charged at most once, whatever is lost and whoever crashes. The provider answers a key that it knows with what it answered before.',
  kind: 'repair',
  lab: 'saga',
  place: 'lost-answers',
  start: {
    variant: 'not-idempotent',
    seed,
    schedule: 'cut provider->payments from 40ms to 70ms',
  },
  conditions: [
    { kind: 'code', whose: 'reader', files: ['services/not-idempotent/payments.ts'] },
    { kind: 'measure', measure: charge, is: 1 },
    {
      kind: 'measure',
      measure: { kind: 'rows', node: 'shipping-db', table: 'parcels', about },
      is: 1,
    },
    { kind: 'sweep', keeps: ['charged-once', 'saga-ends', 'late-step', 'paid-first'] },
  ],
  par: 4,
  hints: [
    'What does the provider need to see that two requests mean one charge?',
    'A key that is made at random is another one each time. Make it of what stays the same.',
    'Send a key made of the order’s id and the word charge, the same with every attempt. A refund needs none: what has been given back is not given back again.',
  ],
  solution: {
    texts: { 'services/not-idempotent/payments.ts': 'services/participants/payments.ts' },
  },
}

const leaveATombstone: Challenge = {
  id: 'sagas/leave-a-tombstone',
  title: 'Leave a tombstone',
  text: 'Change inventory.ts so that a reservation that arrives after its release changes nothing, and is answered.',
  kind: 'repair',
  lab: 'saga',
  place: 'lost-answers',
  start: {
    variant: 'no-tombstone',
    seed,
    schedule:
      'do place-order at 2ms; do cancel-order with order=1041,at=orders-2 at 30ms; cut orders-1->broker from 10ms to 200ms',
  },
  conditions: [
    { kind: 'code', whose: 'reader', files: ['services/no-tombstone/inventory.ts'] },
    verdict('late-step', 'kept'),
    verdict('stock', 'kept'),
    { kind: 'sweep', keeps: ['stock', 'late-step', 'saga-ends', 'no-payment-kept'] },
  ],
  par: 8,
  hints: [
    'The reservation looks for a row of its order. What does the release leave behind?',
    'Do not delete the row: have it say that the order was released. If there is none, write one.',
    "INSERT INTO reservations … VALUES ($1, $2, 'released') ON CONFLICT (order_id) DO UPDATE SET state = 'released', after putting back what was held.",
  ],
  solution: {
    texts: { 'services/no-tombstone/inventory.ts': 'services/participants/inventory.ts' },
  },
}

export const challenges = {
  holdTheShelf,
  keepTheMoney,
  strandAnOrder,
  twiceWithoutACut,
  undoFirst,
  giveItAKey,
  leaveATombstone,
}
