import { db, http, kafka, randomUUID, type TransactionClient } from 'faultline'
import { relayOutbox, wakeRelay } from '../shared/relay'

const instance = String(process.env.INSTANCE)

// What a person may want, the state in which it makes sense, and how it is announced.
const wishes: Record<string, { from: string; event: string }> = {
  CancelOrder: { from: 'pending', event: 'OrderCancelRequested' },
  RetryRefund: { from: 'parked', event: 'RefundRetryRequested' },
  PaidByHand: { from: 'parked', event: 'OrderPaidByHand' },
}

// How an order ends is known by what the others announce.
const outcomes: Record<string, string> = {
  StockRefused: 'cancelled',
  StockReleased: 'cancelled',
  ParcelShipped: 'confirmed',
  RefundRefused: 'parked',
}

http.post('/orders', async ({ body }) => {
  const { id, customer, sku, cents, card } = body

  await db.transaction(async (tx) => {
    // store the order
    await tx.query(
      `INSERT INTO orders (id, customer, sku, cents, card)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, customer, sku, cents, card],
    )
    await announce(tx, id, 'OrderPlaced')
  })
  wakeRelay()

  // answer the customer
  return { status: 202, body: { id } }
})

http.post('/orders/:id/events', async ({ params, body }) => {
  const id = Number(params.id)
  const wish = wishes[body.event]
  if (!wish) return { status: 400 }

  const heard = await db.transaction(async (tx) => {
    // see whether it is not too late: what was parked is under way again, and hears one wish at a time
    const { rowCount } = await tx.query(
      `UPDATE orders SET state = 'pending', paid_back = paid_back OR $3
        WHERE id = $1 AND state = $2`,
      [id, wish.from, body.event === 'PaidByHand'],
    )
    if (rowCount === 0) return false

    await announce(tx, id, wish.event)
    return true
  })
  wakeRelay()

  return { status: heard ? 202 : 409, body: { id } }
})

export async function start() {
  const consumer = kafka.consumer({ groupId: 'orders' })
  await consumer.subscribe({ topics: ['inventory', 'payments', 'shipments'] })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const { id: messageId, type } = message.headers
      await db.transaction(async (tx) => {
        // write it into the saga log, once
        const { rowCount } = await tx.query(
          `INSERT INTO saga_log (message_id, order_id, event) VALUES ($1, $2, $3)
           ON CONFLICT (message_id) DO NOTHING`,
          [messageId, Number(message.key), type],
        )
        if (rowCount === 0) return

        // note how the order ended, once
        const state = outcomes[String(type)]
        if (state)
          await tx.query(`UPDATE orders SET state = $2 WHERE id = $1 AND state = 'pending'`, [
            Number(message.key),
            state,
          ])
      })
    },
  })
  await relayOutbox(instance)
}

async function announce(tx: TransactionClient, id: number, type: string) {
  // announce it in the same transaction
  await tx.query(
    `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
     SELECT $1, 'orders', id::text, $2, to_jsonb(orders) - 'state', $3 FROM orders WHERE id = $4`,
    [randomUUID(), type, instance, id],
  )
}
