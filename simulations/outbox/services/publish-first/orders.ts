import { db, http, kafka, randomUUID } from 'faultline'

const producer = kafka.producer()

http.post('/orders', async ({ body }) => {
  const { id, customer, item, cents } = body
  const order = { id, customer, item, cents }

  // announce it
  await producer.send({
    topic: 'orders',
    messages: [{
      key: String(id),
      value: JSON.stringify(order),
      headers: { id: randomUUID(), type: 'OrderPlaced' },
    }],
  })

  // store the order
  await db.transaction(async (tx) => {
    await tx.query(
      'INSERT INTO orders (id, customer, item, cents) VALUES ($1, $2, $3, $4)',
      [id, customer, item, cents],
    )
  })

  // answer the customer
  return { status: 201, body: { id } }
})
