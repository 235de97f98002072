/** Questions about runs of this chapter. They hold no answers: the runs do. */
import type { PredictionQuestion } from '@/components/lesson/predict/question'

const seed = 7
const about = '1041'
const reservation = { kind: 'rows', node: 'inventory-db', table: 'reservations', about } as const
const parcel = { kind: 'rows', node: 'shipping-db', table: 'parcels', about } as const
const charge = { kind: 'rows', node: 'provider-db', table: 'charges', about } as const

const halfAnOrder: PredictionQuestion = {
  id: 'sagas/half-an-order',
  lab: 'two-phase-commit',
  place: 'two-phase-commit',
  recipe: {
    variant: 'one-after-another',
    seed,
    schedule: 'crash checkout before checkout.ts:"ask the participant" #2',
  },
  ask: 'checkout crashes when inventory has committed and before payments is asked. 20 ms later it is up again. What is there about order 1041 at the end?',
  measures: [reservation, { kind: 'rows', node: 'payments-db', table: 'charges', about }],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'Nothing. The reservation is taken back after the restart.', says: [0, 0] },
      { text: 'A reservation and a charge. checkout goes on where it stopped.', says: [1, 1] },
      { text: 'A reservation and no charge.', says: [1, 0] },
    ],
  },
}

const inDoubt: PredictionQuestion = {
  id: 'sagas/in-doubt',
  lab: 'two-phase-commit',
  place: 'two-phase-commit',
  recipe: {
    variant: 'two-phase-commit',
    seed,
    schedule: 'crash checkout before checkout.ts:"log the decision", restart after 3s',
  },
  ask: 'Both have voted yes. checkout crashes before it has decided and is away for 3 s. Meanwhile Bo, another customer, asks inventory to put one of the same shelves aside. There are enough. Which promises break?',
  measures: [
    { kind: 'verdict', invariant: 'all-or-nothing' },
    { kind: 'verdict', invariant: 'nobody-waits' },
  ],
  answer: {
    kind: 'choice',
    choices: [
      {
        text: 'None. Bo has one put aside at once, and both roll Ada’s order back.',
        says: ['kept', 'kept'],
      },
      {
        text: 'All or nothing: the votes time out, one commits and one does not.',
        says: ['broken', 'kept'],
      },
      {
        text: 'Nobody waits over 1 s: Bo stands behind the locks of Ada’s order.',
        says: ['kept', 'broken'],
      },
      { text: 'Both.', says: ['broken', 'broken'] },
    ],
  },
}

const afterTheUndo: PredictionQuestion = {
  id: 'sagas/after-the-undo',
  lab: 'saga',
  place: 'saga',
  recipe: { variant: 'orchestrated', seed, schedule: 'do place-order with card=refused at 2ms' },
  ask: 'The card is refused and the saga walks back. How many rows about order 1041 are left in inventory’s reservations and at the payment provider?',
  measures: [reservation, charge],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'None and none: it is as if nothing had happened.', says: [0, 0] },
      { text: 'None and one: only the refusal is on file.', says: [0, 1] },
      { text: 'One and one: both say how it ended.', says: [1, 1] },
      { text: 'Two and one: what was held, and what was released.', says: [2, 1] },
    ],
  },
}

const instanceDies: PredictionQuestion = {
  id: 'sagas/instance-dies',
  lab: 'saga',
  place: 'saga',
  recipe: {
    variant: 'orchestrated',
    seed,
    schedule: 'do place-order at 2ms; crash orders-1 before relay.ts:"publish it", no restart',
  },
  ask: 'orders-1 has answered the customer. It dies before it has sent the first command, and never comes back. How many parcels leave for order 1041?',
  measures: [parcel],
  answer: { kind: 'number', most: 20 },
}

const lostAnswer: PredictionQuestion = {
  id: 'sagas/lost-answer',
  lab: 'saga',
  place: 'lost-answers',
  recipe: {
    variant: 'not-idempotent',
    seed,
    schedule: 'do place-order at 2ms; cut provider->payments from 40ms to 70ms',
  },
  ask: 'The provider charges the card, and its answer is lost. Each attempt carries a key of its own, and payments tries until it is told. How often is order 1041 charged?',
  measures: [charge],
  answer: { kind: 'number', most: 50 },
}

const lateReserve: PredictionQuestion = {
  id: 'sagas/late-reserve',
  lab: 'saga',
  place: 'lost-answers',
  recipe: {
    variant: 'no-tombstone',
    seed,
    schedule:
      'do place-order at 2ms; crash orders-1 before relay.ts:"publish it", restart after 300ms; do cancel-order with order=1041,at=orders-2 at 40ms',
  },
  ask: 'orders-1 crashes with ReserveStock unsent. Ada cancels at orders-2, which sends ReleaseStock at once, and finds ReserveStock in the outbox later. Inventory forgets what it releases. What breaks?',
  measures: [
    { kind: 'verdict', invariant: 'stock' },
    { kind: 'verdict', invariant: 'late-step' },
  ],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'Nothing. There was nothing to release.', says: ['kept', 'kept'] },
      {
        text: 'A lamp is held for an order that is cancelled: both promises.',
        says: ['broken', 'broken'],
      },
      {
        text: 'The late step takes effect, and the saga releases it again.',
        says: ['kept', 'broken'],
      },
    ],
  },
}

const takeOne: PredictionQuestion = {
  id: 'sagas/take-one',
  lab: 'saga-isolation',
  place: 'saga-isolation',
  recipe: {
    variant: 'commutative-updates',
    seed,
    schedule:
      'do ada-read at 2ms; do bo-read at 22ms; do ada-write at 42ms; do bo-write at 62ms; do bo-charge at 82ms; do ada-charge at 102ms',
  },
  ask: 'Ada and Bo both read that there is one. Then each takes one with on_hand - 1. Bo pays; Ada’s card is refused, and hers is given back. What goes wrong?',
  measures: [
    { kind: 'verdict', invariant: 'lost-update' },
    { kind: 'verdict', invariant: 'dirty-read' },
    { kind: 'verdict', invariant: 'fuzzy-read' },
  ],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'Nothing: the sum is right in the end.', says: ['kept', 'kept', 'kept'] },
      { text: 'An update is lost, and no more.', says: ['broken', 'kept', 'kept'] },
      {
        text: 'Bo reads two numbers that do not fit, the second of which a compensation changes again.',
        says: ['kept', 'broken', 'broken'],
      },
      { text: 'All of that.', says: ['broken', 'broken', 'broken'] },
    ],
  },
}

export const predictions = {
  halfAnOrder,
  inDoubt,
  afterTheUndo,
  instanceDies,
  lostAnswer,
  lateReserve,
  takeOne,
}
