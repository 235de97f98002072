import { db, http, randomUUID } from 'faultline'

const announcement = `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
                      VALUES ($1, 'orders', $2, $3, $4)`

http.post('/orders', async ({ body }) => {
  const { id, customer, item } = body

  await db.transaction(async (tx) => {
    // store the order
    await tx.query('INSERT INTO orders (id, customer, item) VALUES ($1, $2, $3)', [
      id,
      customer,
      item,
    ])

    // announce the order
    await tx.query(announcement, [randomUUID(), String(id), 'OrderPlaced', { id, customer, item }])
  })

  return { status: 201, body: { id } }
})

http.post('/orders/:id/cancel', async ({ params }) => {
  const id = Number(params.id)

  const cancelled = await db.transaction(async (tx) => {
    // cancel the order: its row is locked before the outbox gets one
    const { rowCount } = await tx.query(
      `UPDATE orders SET state = 'cancelled' WHERE id = $1 AND state = 'placed'`,
      [id],
    )
    if (rowCount === 0) return false

    // announce the cancellation
    await tx.query(announcement, [randomUUID(), String(id), 'OrderCancelled', { id }])
    return true
  })

  return cancelled ? { status: 200, body: { id } } : { status: 409, body: { id } }
})
