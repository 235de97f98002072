import { db, http } from 'faultline'

http.post('/orders', async ({ body }) => {
  const { id, article, quantity } = body

  const taken = await db.transaction(async (tx) => {
    // take the stock
    const { rowCount } = await tx.query(
      'UPDATE stock SET on_hand = on_hand - $2 WHERE article = $1 AND on_hand >= $2',
      [article, quantity],
    )
    if (rowCount === 0) return false

    // reserve it
    await tx.query('INSERT INTO reservations (order_id, article, quantity) VALUES ($1, $2, $3)', [
      id,
      article,
      quantity,
    ])
    return true
  })

  return taken ? { status: 201, body: { id } } : { status: 409, body: { id } }
})

http.delete('/orders/:id', async ({ params }) => {
  await db.transaction(async (tx) => {
    // drop the reservation
    const { rows } = await tx.query(
      'DELETE FROM reservations WHERE order_id = $1 RETURNING article, quantity',
      [Number(params.id)],
    )

    // give the stock back
    for (const { article, quantity } of rows) {
      await tx.query('UPDATE stock SET on_hand = on_hand + $2 WHERE article = $1', [
        article,
        quantity,
      ])
    }
  })

  return { status: 204 }
})

http.post('/pick-ups', async ({ body }) => {
  const { customer, article, quantity } = body

  const taken = await db.transaction(async (tx) => {
    // take it off the shelf
    const { rowCount } = await tx.query(
      'UPDATE stock SET on_hand = on_hand - $2 WHERE article = $1 AND on_hand >= $2',
      [article, quantity],
    )
    if (rowCount === 0) return false

    // put it aside
    await tx.query('INSERT INTO pick_ups (customer, article, quantity) VALUES ($1, $2, $3)', [
      customer,
      article,
      quantity,
    ])
    return true
  })

  return { status: taken ? 201 : 409 }
})
