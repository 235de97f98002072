/** Questions about runs of this chapter. They hold no answers: the runs do. */
import type { PredictionQuestion } from '@/components/lesson/predict/question'

const seed = 7
const orderRow = { kind: 'rows', node: 'orders-db', table: 'orders', about: '1042' } as const
const record = { kind: 'records', topic: 'orders', about: '1042' } as const
const payment = { kind: 'rows', node: 'payments-db', table: 'payments', about: '1042' } as const

const afterTheCrash: PredictionQuestion = {
  id: 'outbox/after-the-crash',
  lab: 'outbox',
  place: 'outbox',
  recipe: {
    variant: 'dual-write',
    seed,
    schedule: 'crash orders before orders.ts:"announce it" #2',
  },
  ask: 'orders crashes when order 1042 is committed and before its message is sent. 20 ms later it is up again. What is there about order 1042 when everything has come to rest?',
  measures: [orderRow, record, payment],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'Nothing anywhere. The crash takes the order back.', says: [0, 0, 0] },
      { text: 'The order, its message and a payment. The restart sends it.', says: [1, 1, 1] },
      { text: 'The order and nothing else.', says: [1, 0, 0] },
      { text: 'The order and its message. Payments does not read it any more.', says: [1, 1, 0] },
    ],
  },
}

const publishFirst: PredictionQuestion = {
  id: 'outbox/publish-first',
  lab: 'outbox',
  place: 'outbox',
  recipe: {
    variant: 'publish-first',
    seed,
    schedule: 'crash orders before orders.ts:"store the order" #2',
  },
  ask: 'The message goes first now. orders crashes when the broker has it and before order 1042 is stored. How many payments will there be for order 1042?',
  measures: [payment],
  answer: { kind: 'number', most: 20 },
}

const sameCrash: PredictionQuestion = {
  id: 'outbox/same-crash-with-an-outbox',
  lab: 'outbox',
  place: 'outbox',
  recipe: {
    variant: 'outbox',
    seed,
    schedule: 'crash orders before orders.ts:"announce it" #2',
  },
  ask: 'The first crash again, at the step that announces order 1042. That step is an INSERT now, and the COMMIT comes after it. What is there about order 1042 at the end?',
  measures: [orderRow, record],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'The order without a message, as before.', says: [1, 0] },
      { text: 'The order and its message. The relay sends it after the restart.', says: [1, 1] },
      { text: 'The message without an order.', says: [0, 1] },
      {
        text: 'Neither.',
        says: [0, 0],
      },
    ],
  },
}

const relayCrash: PredictionQuestion = {
  id: 'outbox/relay-crash',
  lab: 'outbox',
  place: 'relay',
  recipe: {
    variant: 'outbox',
    seed,
    schedule: 'crash relay after relay.ts:"publish it" #2',
  },
  ask: 'The relay crashes when the broker has the message about order 1042 and before the row is deleted. How many records will the topic hold about it, and how often is Bo charged?',
  measures: [record, payment],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'One record, one charge. The broker knows the message already.', says: [1, 1] },
      { text: 'Two records, one charge. Payments notices.', says: [2, 1] },
      { text: 'Two records, two charges.', says: [2, 2] },
      { text: 'No record. The crash takes it back.', says: [0, 0] },
    ],
  },
}

const withAnInbox: PredictionQuestion = {
  id: 'outbox/with-an-inbox',
  lab: 'outbox',
  place: 'relay',
  recipe: {
    variant: 'outbox-with-inbox',
    seed,
    schedule: 'crash relay after relay.ts:"publish it" #2',
  },
  ask: 'The same crash of the relay, and payments keeps an inbox. What stands there about order 1042 at the end?',
  measures: [record, payment],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'One record, one charge. The inbox keeps the second record out.', says: [1, 1] },
      { text: 'Two records, one charge.', says: [2, 1] },
      { text: 'Two records, two charges. The second has another offset.', says: [2, 2] },
    ],
  },
}

const slowCommit: PredictionQuestion = {
  id: 'outbox/slow-commit',
  lab: 'outbox-relay',
  place: 'outbox-relay',
  recipe: { variant: 'by-sequence', seed, schedule: 'pause orders-2 at 24.5ms for 40ms' },
  ask: 'orders-2 stands still for 40 ms between its INSERT and its COMMIT, as a garbage collector or a busy host would make it. Its customer gets a 201 in the end. Will shipping hear of order 1042?',
  measures: [orderRow, { kind: 'deliveries', to: 'shipping', about: '1042' }],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'Yes, only later than of order 1043.', says: [1, 1] },
      { text: 'Yes, twice: the relay reads it before and after the pause.', says: [1, 2] },
      { text: 'No, although the order is stored.', says: [1, 0] },
      { text: 'No. The transaction was too slow and is rolled back.', says: [0, 0] },
    ],
  },
}

const twoRelays: PredictionQuestion = {
  id: 'outbox/two-relays',
  lab: 'outbox-relay',
  place: 'outbox-relay',
  recipe: {
    variant: 'two-relays-skip-locked',
    seed,
    schedule: 'drop relay-1->broker #2',
  },
  ask: 'Two relays, each taking the oldest row that the other has not locked. One message of relay-1 is lost on its way to the broker, and relay-1 waits for an answer. Which promise breaks?',
  measures: [
    { kind: 'verdict', invariant: 'announced' },
    { kind: 'verdict', invariant: 'in-order' },
  ],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'None. A lock keeps the row until it is sent.', says: ['kept', 'kept'] },
      { text: 'Every committed event is announced.', says: ['broken', 'kept'] },
      { text: 'Events of one order arrive in order.', says: ['kept', 'broken'] },
      { text: 'Both.', says: ['broken', 'broken'] },
    ],
  },
}

export const predictions = {
  afterTheCrash,
  publishFirst,
  sameCrash,
  relayCrash,
  withAnInbox,
  slowCommit,
  twoRelays,
}
