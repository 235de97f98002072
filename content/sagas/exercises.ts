/** What a reader puts in order in this chapter. A test runs all six orders. */
import type { OrderExercise } from '@/components/lesson/order/order-exercise'
import { machineText, type StepId, stepIds } from './steps'

const schedule =
  'do place-order at 2ms; do place-order with card=refused at 10ms; do place-order with article=wall-clock at 18ms'

const orders: readonly (readonly StepId[])[] = stepIds.flatMap((first) =>
  stepIds
    .filter((second) => second !== first)
    .map((second) => [
      first,
      second,
      ...stepIds.filter((third) => third !== first && third !== second),
    ]),
)

const orderOfSteps: OrderExercise = {
  id: 'sagas/order-of-steps',
  title: 'Which step first?',
  text: 'Three orders will come: 1041 can be carried out, the card of 1042 is refused, and the wall clock of 1043 is sold out. Put the steps in the order that harms nobody, and run it.',
  lab: 'saga',
  place: 'saga',
  start: { variant: 'orchestrated', seed: 7, schedule },
  steps: [
    { id: 'ship', title: 'Ship', text: 'Hand the parcel over. Nothing calls it back.' },
    { id: 'charge', title: 'Charge', text: 'Take the money. A refund gives it back.' },
    { id: 'reserve', title: 'Reserve', text: 'Hold the article. A release gives it back.' },
  ],
  code: Object.fromEntries(
    orders.map((order) => [
      order.join(' '),
      { 'services/orchestrated/saga.ts': machineText(order) },
    ]),
  ),
  wanted: [
    {
      condition: { kind: 'measure', measure: parcels('1041'), is: 1 },
      text: 'The parcel of order 1041 leaves.',
      otherwise: 'It never left.',
    },
    {
      condition: { kind: 'measure', measure: parcels('1042'), is: 0 },
      text: 'No parcel leaves for order 1042, whose card is refused.',
      otherwise: 'It left before the card was asked, and nothing calls it back.',
    },
    {
      condition: { kind: 'measure', measure: parcels('1043'), is: 0 },
      text: 'No parcel leaves for order 1043, whose clock is sold out.',
      otherwise: 'A parcel left, and there was nothing to put into it.',
    },
    {
      condition: {
        kind: 'measure',
        measure: { kind: 'rows', node: 'provider-db', table: 'charges', about: '1043' },
        is: 0,
      },
      text: 'Nobody is charged for order 1043.',
      otherwise:
        'The customer was charged, and got it back later. It can be undone, and it was seen.',
    },
  ],
}

function parcels(about: string) {
  return { kind: 'rows', node: 'shipping-db', table: 'parcels', about } as const
}

export const exercises = { orderOfSteps }
