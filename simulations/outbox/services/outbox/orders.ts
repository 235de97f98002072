import { db, http, randomUUID } from 'faultline'

http.post('/orders', async ({ body }) => {
  const { id, customer, item, cents } = body
  const payload = { id, customer, item, cents }

  await db.transaction(async (tx) => {
    // store the order
    await tx.query(
      `INSERT INTO orders (id, customer, item, cents)
       VALUES ($1, $2, $3, $4)`,
      [id, customer, item, cents],
    )

    // announce it
    await tx.query(
      `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
       VALUES ($1, 'orders', $2, 'OrderPlaced', $3)`,
      [randomUUID(), String(id), payload],
    )
  })

  // answer the customer
  return { status: 201, body: { id } }
})
