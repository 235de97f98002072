import { db, http, kafka } from 'faultline'

const consumer = kafka.consumer({ groupId: 'orders' })

http.post('/orders', async ({ body }) => {
  const { id, user, name, cents } = body

  return db.transaction(async (tx) => {
    // see whether the customer is known, and keep it so until the commit
    const { rows } = await tx.query('SELECT deleted_at FROM customers WHERE id = $1 FOR SHARE', [
      user,
    ])
    const [customer] = rows
    if (!customer) return { status: 404 }
    if (customer.deleted_at) return { status: 410 }

    // store the order
    await tx.query(
      'INSERT INTO orders (id, user_id, customer_name, cents) VALUES ($1, $2, $3, $4)',
      [id, user, name, cents],
    )
    return { status: 201, body: { id, thanks: name } }
  })
})

export async function start() {
  await consumer.subscribe({ topic: 'users' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const { id } = JSON.parse(message.value)

      await db.transaction(async (tx) => {
        // leave a tombstone, for orders that come late
        await tx.query(
          `INSERT INTO customers (id, deleted_at) VALUES ($1, now())
           ON CONFLICT (id) DO UPDATE SET deleted_at = coalesce(customers.deleted_at, now())`,
          [id],
        )

        // forget who ordered
        await tx.query(
          `UPDATE orders SET user_id = NULL, customer_name = 'deleted user', status = 'cancelled'
            WHERE user_id = $1`,
          [id],
        )
      })
    },
  })
}
