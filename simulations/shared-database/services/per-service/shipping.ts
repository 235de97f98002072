import { db, http } from 'faultline'

http.post('/labels', async ({ body }) => {
  const { order, name, city } = body

  // print the label
  await db.query(
    `INSERT INTO labels (order_id, name, city) VALUES ($1, $2, $3)
     ON CONFLICT (order_id) DO UPDATE SET city = excluded.city`,
    [order, name, city],
  )
  return { status: 201, body: { order_id: order, name, city } }
})
