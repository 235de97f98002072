import { db, http } from 'faultline'

http.post('/orders', async ({ body }) => {
  const { id, user, cents } = body

  // see who orders
  const { rows } = await db.query('SELECT name FROM users WHERE id = $1', [user])
  const [customer] = rows
  if (!customer) return { status: 404 }

  // store the order
  await db.query('INSERT INTO orders (id, user_id, cents) VALUES ($1, $2, $3)', [id, user, cents])
  return { status: 201, body: { id, thanks: customer.name } }
})
