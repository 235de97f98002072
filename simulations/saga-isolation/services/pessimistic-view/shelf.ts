import { db } from 'faultline'

export interface Order {
  id: number
  customer: string
  article: string
  cents: number
}

export async function read({ id, customer, article, cents }: Order) {
  // read the shelf, and begin the order with it
  const { rows } = await db.query(
    `INSERT INTO orders (id, customer, article, cents, seen, state)
     SELECT $1, $2, article, $4, on_hand, CASE WHEN on_hand > 0 THEN 'read' ELSE 'sold out' END
       FROM stock
      WHERE article = $3
         ON CONFLICT (id) DO NOTHING
     RETURNING state`,
    [id, customer, article, cents],
  )
  return rows[0]?.state ?? null
}

export async function write(id: number) {
  // write the order; the shelf stays as it is
  const { rows } = await db.query(
    `UPDATE orders SET state = 'ordered' WHERE id = $1 AND state = 'read' RETURNING state`,
    [id],
  )
  return rows[0]?.state ?? null
}

export async function find(id: number) {
  // look the order up
  const { rows } = await db.query('SELECT state, cents FROM orders WHERE id = $1', [id])
  return rows[0] ?? null
}

export async function take(id: number) {
  return db.transaction(async (tx) => {
    // find the order
    const { rows } = await tx.query(
      `SELECT article, seen FROM orders WHERE id = $1 AND state = 'ordered' FOR UPDATE`,
      [id],
    )
    const [order] = rows
    if (!order) return null

    // write what it worked out from what it read
    const left = order.seen - 1
    await tx.query('UPDATE stock SET on_hand = $2 WHERE article = $1', [order.article, left])

    // confirm it, and read the shelf again for the picking slip
    await tx.query(
      `UPDATE orders
          SET state = 'confirmed',
              remaining = (SELECT on_hand FROM stock WHERE article = orders.article)
        WHERE id = $1`,
      [id],
    )
    return 'confirmed'
  })
}

export async function cancel(id: number) {
  // cancel the order, unless it has been paid since: there is nothing to put back
  const { rows } = await db.query(
    `UPDATE orders SET state = 'cancelled' WHERE id = $1 AND state = 'ordered' RETURNING state`,
    [id],
  )
  return rows[0]?.state ?? null
}
