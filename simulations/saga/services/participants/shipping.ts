import { db, kafka, randomUUID, type TransactionClient } from 'faultline'
import { relayOutbox, wakeRelay } from '../shared/relay'

type Order = { id: number; customer: string; sku: string }

const instance = String(process.env.INSTANCE)

export async function start() {
  const consumer = kafka.consumer({ groupId: 'shipping' })
  await consumer.subscribe({ topic: 'shipping-commands' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(message.value)
      await db.transaction((tx) => ship(tx, order))
      wakeRelay()
    },
  })
  await relayOutbox(instance)
}

async function ship(tx: TransactionClient, { id, customer, sku }: Order) {
  // one parcel for each order
  await tx.query(
    `INSERT INTO parcels (order_id, customer, sku) VALUES ($1, $2, $3)
     ON CONFLICT (order_id) DO NOTHING`,
    [id, customer, sku],
  )

  // say so to the saga, and to whoever counts the shelf
  for (const topic of ['order-replies', 'shipments'])
    await tx.query(
      `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
       VALUES ($1, $2, $3, 'ParcelShipped', $4, $5)`,
      [randomUUID(), topic, String(id), { id, sku }, instance],
    )
}
