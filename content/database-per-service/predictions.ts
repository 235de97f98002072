/** Questions about runs of this chapter. They hold no answers: the runs do. */
import type { PredictionQuestion } from '@/components/lesson/predict/question'

const seed = 7
const failed = (service: string) => ({ kind: 'failed', service }) as const
const orderRow = { kind: 'rows', node: 'orders-db', table: 'orders', about: '1041' } as const
const userRows = { kind: 'rows', node: 'users-db', table: 'users' } as const

const afterTheRename: PredictionQuestion = {
  id: 'database-per-service/after-the-rename',
  lab: 'shared-database',
  place: 'shared-database',
  recipe: {
    variant: 'shared',
    seed,
    schedule:
      'do place-order at 4ms; do deploy-users-v2 at 20ms; do place-order with user=2 at 40ms; do print-label at 44ms; do open-profile at 48ms; do run-report at 52ms',
  },
  ask: 'The users team renames a column of its table and deploys the code that knows the new name. After that comes one request to each of the four services. Whose fail?',
  measures: [failed('users'), failed('orders'), failed('shipping'), failed('reporting')],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'Nobody’s. The rename and the code came together.', says: [0, 0, 0, 0] },
      { text: 'The one to users, until it has been started again.', says: [1, 0, 0, 0] },
      { text: 'The one to orders, whose tables are next to it.', says: [0, 1, 0, 0] },
      { text: 'All but the one to users.', says: [0, 1, 1, 1] },
    ],
  },
}

const aRushOfOrders: PredictionQuestion = {
  id: 'database-per-service/a-rush-of-orders',
  lab: 'shared-database',
  place: 'shared-database',
  recipe: {
    variant: 'shared',
    seed,
    schedule:
      'do run-report at 4ms; do open-profile at 20ms; do place-order at 24ms; do place-order at 24ms; do place-order at 24ms; do place-order at 24ms; do print-label at 40ms',
  },
  ask: 'The database takes 16 connections. reporting has a pool of 12 and uses them all; each of the others has a pool of 4. Then four orders come at once, and later a label. How many orders fail, and how many labels?',
  measures: [failed('orders'), failed('shipping')],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'None. The others wait in their pools until a connection is free.', says: [0, 0] },
      { text: 'One order; the label is printed.', says: [1, 0] },
      { text: 'One order, and the label too.', says: [1, 1] },
      { text: 'All four orders, and the label.', says: [4, 1] },
    ],
  },
}

const withoutForeignKey: PredictionQuestion = {
  id: 'database-per-service/without-the-foreign-key',
  lab: 'shared-database',
  place: 'per-service',
  recipe: {
    variant: 'per-service',
    seed,
    schedule: 'do place-order at 4ms; do delete-user at 30ms',
  },
  ask: 'One database each. Ada places order 1041 and then asks to be deleted. users-db began with three users. What is there at the end?',
  measures: [userRows, orderRow],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'Three users and the order. The deletion is refused, as before.', says: [3, 1] },
      { text: 'Two users and the order.', says: [2, 1] },
      { text: 'Two users and no order. It goes with her.', says: [2, 0] },
    ],
  },
}

const theLateOrder: PredictionQuestion = {
  id: 'database-per-service/the-late-order',
  lab: 'shared-database',
  place: 'events',
  recipe: {
    variant: 'per-service-with-events',
    seed,
    schedule: 'do place-order at 4ms; do delete-user at 30ms; do place-order at 80ms',
  },
  ask: 'users announces that Ada has left, and orders has read it. Now comes order 1042, also Ada’s, from a tab that was still open. How many rows of orders will there be for it, and for 1041?',
  measures: [{ ...orderRow, about: '1042' }, orderRow],
  answer: {
    kind: 'choice',
    choices: [
      { text: 'One each. orders knows nothing of users.', says: [1, 1] },
      { text: 'None for 1042, one for 1041.', says: [0, 1] },
      { text: 'None for either. Her orders are deleted with her.', says: [0, 0] },
    ],
  },
}

export const predictions = { afterTheRename, aRushOfOrders, withoutForeignKey, theLateOrder }
