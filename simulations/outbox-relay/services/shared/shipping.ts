import { db, kafka } from 'faultline'

const consumer = kafka.consumer({ groupId: 'shipping' })
const stateAfter: Record<string, string> = { OrderPlaced: 'to pack', OrderCancelled: 'stopped' }

export async function start() {
  await consumer.subscribe({ topic: 'orders' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(message.value)

      await db.transaction(async (tx) => {
        // claim the message
        const claim = await tx.query(
          'INSERT INTO inbox (message_id) VALUES ($1) ON CONFLICT DO NOTHING',
          [message.headers.id],
        )
        if (claim.rowCount === 0) return

        // follow the order
        await tx.query(
          `INSERT INTO parcels (order_id, state) VALUES ($1, $2)
           ON CONFLICT (order_id) DO UPDATE SET state = excluded.state`,
          [order.id, stateAfter[message.headers.type ?? '']],
        )
      })
    },
  })
}
