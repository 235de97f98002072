import { db, type TransactionClient } from 'faultline'

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
  return db.transaction(async (tx) => {
    // find the order
    const { rows } = await tx.query(
      `SELECT article, seen FROM orders WHERE id = $1 AND state = 'read' FOR UPDATE`,
      [id],
    )
    const [order] = rows
    if (!order) return null

    // read the value again, and keep it from changing
    const onHand = await reread(tx, order.article)

    // it has changed: begin again with what is there now
    if (onHand !== order.seen) {
      const state = onHand > 0 ? 'read' : 'sold out'
      await tx.query('UPDATE orders SET seen = $2, state = $3 WHERE id = $1', [id, onHand, state])
      if (onHand <= 0) return state
    }

    // write what it worked out
    await tx.query('UPDATE stock SET on_hand = $2 WHERE article = $1', [order.article, onHand - 1])

    // the unit is this order's
    await tx.query(`UPDATE orders SET state = 'taken' WHERE id = $1`, [id])
    return 'taken'
  })
}

export async function find(id: number) {
  // look the order up
  const { rows } = await db.query('SELECT state, cents FROM orders WHERE id = $1', [id])
  return rows[0] ?? null
}

export async function confirm(id: number) {
  // confirm it, and read the shelf again for the picking slip
  await db.query(
    `UPDATE orders
        SET state = 'confirmed',
            remaining = (SELECT on_hand FROM stock WHERE article = orders.article)
      WHERE id = $1 AND state = 'taken'`,
    [id],
  )
  return 'confirmed'
}

export async function putBack(id: number) {
  return db.transaction(async (tx) => {
    // cancel the order
    const { rows } = await tx.query(
      `UPDATE orders SET state = 'put back' WHERE id = $1 AND state = 'taken'
       RETURNING article`,
      [id],
    )
    const [order] = rows
    if (!order) return null

    // read the value again, and give one back to it
    const onHand = await reread(tx, order.article)
    await tx.query('UPDATE stock SET on_hand = $2 WHERE article = $1', [order.article, onHand + 1])
    return 'put back'
  })
}

async function reread(tx: TransactionClient, article: string) {
  const { rows } = await tx.query('SELECT on_hand FROM stock WHERE article = $1 FOR UPDATE', [
    article,
  ])
  return rows[0].on_hand
}
