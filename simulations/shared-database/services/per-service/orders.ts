import { db, http } from 'faultline'

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
