import { db, http } from 'faultline'

http.post('/orders', async ({ body }) => {
  const { id, customer, cents } = body

  const taken = await db.transaction(async (tx) => {
    // take the money
    const { rowCount } = await tx.query(
      'UPDATE accounts SET cents = cents - $2 WHERE customer = $1 AND cents >= $2',
      [customer, cents],
    )
    if (rowCount === 0) return false

    // note the charge
    await tx.query('INSERT INTO charges (order_id, customer, cents) VALUES ($1, $2, $3)', [
      id,
      customer,
      cents,
    ])
    return true
  })

  return taken ? { status: 201, body: { id } } : { status: 409, body: { id } }
})
