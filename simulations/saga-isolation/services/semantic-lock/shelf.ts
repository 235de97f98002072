import { db, sleep } from 'faultline'

export interface Order {
  id: number
  customer: string
  article: string
  cents: number
}

const askAgainMs = 10
const attemptsMost = 25

export async function read(order: Order) {
  // begin the order, unless an earlier try has: then this one goes on where that one stopped
  await db.query(
    `INSERT INTO orders (id, customer, article, cents, state) VALUES ($1, $2, $3, $4, 'waiting')
         ON CONFLICT (id) DO NOTHING`,
    [order.id, order.customer, order.article, order.cents],
  )

  for (let attempt = 1; attempt <= attemptsMost; attempt++) {
    const state = await lockAndRead(order)
    if (state) return state

    // another order's saga is not over: ask again later
    await sleep(askAgainMs)
  }
  return 'waiting'
}

async function lockAndRead({ id, article }: Order) {
  return db.transaction(async (tx) => {
    // see how far the order is: another try may have read for it
    const begun = await tx.query('SELECT state FROM orders WHERE id = $1 FOR UPDATE', [id])
    const [order] = begun.rows
    if (order?.state !== 'waiting') return order?.state ?? null

    // lock the shelf for this order, unless another has it
    const { rows } = await tx.query(
      `UPDATE stock SET pending = $2 WHERE article = $1 AND pending IS NULL RETURNING on_hand`,
      [article, id],
    )
    const [shelf] = rows
    if (!shelf) return null

    // keep what was read
    const state = shelf.on_hand > 0 ? 'read' : 'sold out'
    await tx.query('UPDATE orders SET seen = $2, state = $3 WHERE id = $1', [
      id,
      shelf.on_hand,
      state,
    ])

    // nothing to buy: unlock it at once
    if (state === 'sold out') {
      await tx.query('UPDATE stock SET pending = NULL WHERE article = $1', [article])
    }
    return state
  })
}

export async function write(id: number) {
  await comesAfter(id, ['waiting'])

  return db.transaction(async (tx) => {
    // find the order
    const { rows } = await tx.query(
      `SELECT article, seen FROM orders WHERE id = $1 AND state = 'read' FOR UPDATE`,
      [id],
    )
    const [order] = rows
    if (!order) return null

    // write what it worked out from what it read
    const left = order.seen - 1
    await tx.query('UPDATE stock SET on_hand = $2 WHERE article = $1', [order.article, left])

    // the unit is this order's
    await tx.query(`UPDATE orders SET state = 'taken' WHERE id = $1`, [id])
    return 'taken'
  })
}

export async function find(id: number) {
  await comesAfter(id, ['waiting', 'read'])

  // look the order up
  const { rows } = await db.query('SELECT state, cents FROM orders WHERE id = $1', [id])
  return rows[0] ?? null
}

export async function confirm(id: number) {
  return db.transaction(async (tx) => {
    // confirm it, and read the shelf again for the picking slip
    const { rows } = await tx.query(
      `UPDATE orders
          SET state = 'confirmed',
              remaining = (SELECT on_hand FROM stock WHERE article = orders.article)
        WHERE id = $1 AND state = 'taken'
       RETURNING article`,
      [id],
    )
    const [order] = rows
    if (!order) return null

    // unlock the shelf
    await tx.query('UPDATE stock SET pending = NULL WHERE article = $1', [order.article])
    return 'confirmed'
  })
}

export async function putBack(id: number) {
  return db.transaction(async (tx) => {
    // cancel the order
    const { rows } = await tx.query(
      `UPDATE orders SET state = 'put back' WHERE id = $1 AND state = 'taken'
       RETURNING article, seen`,
      [id],
    )
    const [order] = rows
    if (!order) return null

    // write back what was there, and unlock the shelf
    await tx.query('UPDATE stock SET on_hand = $2, pending = NULL WHERE article = $1', [
      order.article,
      order.seen,
    ])
    return 'put back'
  })
}

/** While a step of an order waits for the lock, its next steps wait for that step. */
async function comesAfter(id: number, earlier: readonly string[]) {
  for (let attempt = 1; attempt <= attemptsMost; attempt++) {
    // see how far the order is
    const { rows } = await db.query('SELECT state FROM orders WHERE id = $1', [id])
    if (!earlier.includes(rows[0]?.state)) return

    await sleep(askAgainMs)
  }
}
