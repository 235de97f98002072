import { db, http, kafka } from 'faultline'

const consumer = kafka.consumer({ groupId: 'orders' })

http.post('/orders', async ({ body }) => {
  const { id, user, name, cents } = body

  // store the order
  await db.query('INSERT INTO orders (id, user_id, customer_name, cents) VALUES ($1, $2, $3, $4)', [
    id,
    user,
    name,
    cents,
  ])
  return { status: 201, body: { id, thanks: name } }
})

export async function start() {
  await consumer.subscribe({ topic: 'users' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const { id } = JSON.parse(message.value)

      // forget who ordered
      await db.query(
        `UPDATE orders SET user_id = NULL, customer_name = 'deleted user', status = 'cancelled'
          WHERE user_id = $1`,
        [id],
      )
    },
  })
}
