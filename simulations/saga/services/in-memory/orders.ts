import { db, http, kafka } from 'faultline'
import { initialTransition, transition } from 'xstate'
import { saga } from '../orchestrated/saga'

const producer = kafka.producer()
const wishes = ['CancelOrder', 'RetryRefund', 'PaidByHand']

// Where each saga stands is known to this process alone.
const sagas = new Map<number, ReturnType<typeof begin>[0]>()
const begin = () => initialTransition(saga)

http.post('/orders', async ({ body }) => {
  const { id, customer, sku, cents, card } = body

  // store the order
  await db.query(
    `INSERT INTO orders (id, customer, sku, cents, card)
     VALUES ($1, $2, $3, $4, $5)`,
    [id, customer, sku, cents, card],
  )

  // begin its saga
  const [begun, actions] = begin()
  sagas.set(id, begun)
  await carryOut(id, actions)

  // answer the customer
  return { status: 202, body: { id } }
})

http.post('/orders/:id/events', async ({ params, body }) => {
  const id = Number(params.id)
  if (!wishes.includes(body.event)) return { status: 400 }

  // tell the saga what a person wants
  const moved = await advance(id, { type: body.event })

  return { status: moved ? 202 : 409, body: { id } }
})

export async function start() {
  const consumer = kafka.consumer({ groupId: 'orders' })
  await consumer.subscribe({ topic: 'order-replies' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      await advance(Number(message.key), { type: String(message.headers.type) })
    },
  })
}

async function advance(id: number, event: { type: string }) {
  // look up where the saga stands
  const before = sagas.get(id)
  if (!before?.can(event)) return false

  // remember its new state
  const [after, actions] = transition(saga, before, event)
  sagas.set(id, after)
  await carryOut(id, actions)
  return true
}

async function carryOut(id: number, actions: readonly { type: string; params?: unknown }[]) {
  for (const action of actions) {
    const { to, type, state } = (action.params ?? {}) as Record<string, string>
    const { rows } = await db.query('SELECT * FROM orders WHERE id = $1', [id])

    // send the command
    if (action.type === 'send')
      await producer.send({
        topic: String(to),
        messages: [
          { key: String(id), value: JSON.stringify(rows[0]), headers: { type: String(type) } },
        ],
      })

    // note that a person gave the money back
    if (action.type === 'payBack')
      await db.query('UPDATE orders SET paid_back = true WHERE id = $1', [id])

    // tell the order how it ended
    if (action.type === 'settle')
      await db.query('UPDATE orders SET state = $2 WHERE id = $1', [id, state])
  }
}
