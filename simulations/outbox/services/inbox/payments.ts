import { db, kafka } from 'faultline'

const consumer = kafka.consumer({ groupId: 'payments' })

export async function start() {
  await consumer.subscribe({ topic: 'orders' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(message.value)

      await db.transaction(async (tx) => {
        // claim the message
        const claim = await tx.query(
          `INSERT INTO inbox (message_id) VALUES ($1)
           ON CONFLICT DO NOTHING`,
          [message.headers.id],
        )
        if (claim.rowCount === 0) return

        // charge the customer
        await tx.query(
          `INSERT INTO payments (order_id, customer, cents)
           VALUES ($1, $2, $3)`,
          [order.id, order.customer, order.cents],
        )
      })
    },
  })
}
