import { db, kafka } from 'faultline'

const consumer = kafka.consumer({ groupId: 'payments' })

export async function start() {
  await consumer.subscribe({ topic: 'orders' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(message.value)

      // charge the customer
      await db.query(
        `INSERT INTO payments (order_id, customer, cents)
         VALUES ($1, $2, $3)`,
        [order.id, order.customer, order.cents],
      )
    },
  })
}
