import { db, kafka, randomUUID, type TransactionClient } from 'faultline'
import { relayOutbox, wakeRelay } from '../shared/relay'

type Order = { id: number; customer: string; sku: string }

const instance = String(process.env.INSTANCE)

export async function start() {
  const consumer = kafka.consumer({ groupId: 'shipping' })
  await consumer.subscribe({ topics: ['orders', 'payments'] })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const { id: messageId, type } = message.headers
      const order = JSON.parse(message.value)
      await db.transaction(async (tx) => {
        // claim the message
        const { rowCount } = await tx.query(
          'INSERT INTO inbox (message_id) VALUES ($1) ON CONFLICT (message_id) DO NOTHING',
          [messageId],
        )
        if (rowCount === 0) return

        if (type === 'CardCharged') await settle(tx, order, 'shipped', 'ParcelShipped')
        if (type === 'OrderCancelRequested')
          await settle(tx, order, 'cancelled', 'ShipmentCancelled')
      })
      wakeRelay()
    },
  })
  await relayOutbox(instance)
}

// Shipped or cancelled, whichever comes first: this row decides, and nothing comes after it.
async function settle(tx: TransactionClient, order: Order, state: string, type: string) {
  const { rowCount } = await tx.query(
    `INSERT INTO parcels (order_id, customer, sku, state) VALUES ($1, $2, $3, $4)
     ON CONFLICT (order_id) DO NOTHING`,
    [order.id, order.customer, order.sku, state],
  )
  if (rowCount === 0) return

  // announce it in the same transaction
  await tx.query(
    `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
     VALUES ($1, 'shipments', $2, $3, $4, $5)`,
    [randomUUID(), String(order.id), type, order, instance],
  )
}
