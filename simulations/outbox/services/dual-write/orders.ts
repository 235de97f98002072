import { db, http, kafka, randomUUID } from 'faultline'

const producer = kafka.producer()

http.post('/orders', async ({ body }) => {
  const { id, customer, item, cents } = body
  const orderPlaced = {
    key: String(id),
    value: JSON.stringify({ id, customer, item, cents }),
    headers: { id: randomUUID(), type: 'OrderPlaced' },
  }

  // store the order
  await db.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO orders (id, customer, item, cents)
       VALUES ($1, $2, $3, $4)`,
      [id, customer, item, cents],
    )
  })

  // announce it
  await producer.send({ topic: 'orders', messages: [orderPlaced] })

  // answer the customer
  return { status: 201, body: { id } }
})
