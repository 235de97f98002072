import { db, http } from 'faultline'

http.post('/labels', async ({ body }) => {
  // print the label
  const { rows } = await db.query(
    `INSERT INTO labels (order_id, name, city)
     SELECT orders.id, users.name, users.city
       FROM orders JOIN users ON users.id = orders.user_id
      WHERE orders.id = $1
     ON CONFLICT (order_id) DO UPDATE SET city = excluded.city
     RETURNING order_id, name, city`,
    [body.order],
  )
  const [label] = rows
  return label ? { status: 201, body: label } : { status: 404 }
})
