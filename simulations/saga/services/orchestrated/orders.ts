import { db, http, kafka, randomUUID, sleep, type TransactionClient } from 'faultline'
import { initialTransition, transition } from 'xstate'
import { relayOutbox, wakeRelay } from '../shared/relay'
import { saga } from './saga'

const instance = String(process.env.INSTANCE)
const wishes = ['CancelOrder', 'RetryRefund', 'PaidByHand']

http.post('/orders', async ({ body }) => {
  const { id, customer, sku, cents, card } = body

  await db.transaction(async (tx) => {
    // store the order
    await tx.query(
      `INSERT INTO orders (id, customer, sku, cents, card)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, customer, sku, cents, card],
    )

    // begin its saga
    const [begun, actions] = initialTransition(saga)
    await tx.query(
      `INSERT INTO sagas (order_id, state, context, last_event)
       VALUES ($1, $2, $3, 'OrderPlaced')`,
      [id, begun.value, begun.context],
    )
    await writeDown(tx, id, actions)
  })
  wakeRelay()

  // answer the customer
  return { status: 202, body: { id } }
})

http.post('/orders/:id/events', async ({ params, body }) => {
  const id = Number(params.id)
  if (!wishes.includes(body.event)) return { status: 400 }

  // tell the saga what a person wants
  const moved = await db.transaction((tx) => advance(tx, id, { type: body.event }))
  wakeRelay()

  return { status: moved ? 202 : 409, body: { id } }
})

export async function start() {
  const consumer = kafka.consumer({ groupId: 'orders' })
  await consumer.subscribe({ topic: 'order-replies' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const event = { type: String(message.headers.type) }
      await db.transaction((tx) => advance(tx, Number(message.key), event))
      wakeRelay()
    },
  })
  await Promise.all([relayOutbox(instance), remind()])
}

// One instance may have died with a saga in its hands: any other goes on with it.
async function remind() {
  while (true) {
    await sleep(50)

    // find a saga that has waited too long
    const { rows } = await db.query(
      'SELECT order_id FROM sagas WHERE due_at <= now() ORDER BY due_at LIMIT 1',
    )

    // ask once more
    for (const { order_id } of rows) {
      await db.transaction((tx) => advance(tx, order_id, { type: 'Timeout' }))
      wakeRelay()
    }
  }
}

async function advance(tx: TransactionClient, id: number, event: { type: string }) {
  // read where the saga stands
  const { rows } = await tx.query(
    'SELECT state, context, due_at <= now() AS due FROM sagas WHERE order_id = $1 FOR UPDATE',
    [id],
  )
  if (rows.length === 0) return false
  const { state, context, due } = rows[0]
  const before = saga.resolveState({ value: state, context })

  // an answer that comes twice, or too late, changes nothing; nor does a reminder that another gave
  if (!before.can(event) || (event.type === 'Timeout' && !due)) return false

  // save its new state, and what is to be done, together
  const [after, actions] = transition(saga, before, event)
  await tx.query(
    `UPDATE sagas
        SET state = $2, context = $3, last_event = $4,
            attempt = CASE WHEN state = $2 THEN attempt + 1 ELSE 0 END,
            due_at = CASE WHEN $5 THEN
              now() + interval '150 ms' * power(2, CASE WHEN state = $2 THEN least(attempt + 1, 5) ELSE 0 END)
            END
      WHERE order_id = $1`,
    [
      id,
      after.value,
      after.context,
      event.type,
      after.status === 'active' && after.value !== 'parked',
    ],
  )
  await writeDown(tx, id, actions)
  return true
}

async function writeDown(
  tx: TransactionClient,
  id: number,
  actions: readonly { type: string; params?: unknown }[],
) {
  for (const action of actions) {
    const { to, type, state } = (action.params ?? {}) as Record<string, string>

    // put the command into the outbox
    if (action.type === 'send')
      await tx.query(
        `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
         SELECT $1, $2, id::text, $3, to_jsonb(orders) - 'state', $4 FROM orders WHERE id = $5`,
        [randomUUID(), to, type, instance, id],
      )

    // note that a person gave the money back
    if (action.type === 'payBack')
      await tx.query('UPDATE orders SET paid_back = true WHERE id = $1', [id])

    // tell the order how it ended
    if (action.type === 'settle')
      await tx.query('UPDATE orders SET state = $2 WHERE id = $1', [id, state])
  }
}
