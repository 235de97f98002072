import { db, http } from 'faultline'
import { quoted } from './decisions'

http.post('/prepare', async ({ body }) => {
  const { gid, id, article, quantity } = body

  const yes = await db.transaction(async (tx) => {
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

    // prepare: from here on it keeps its word, and its locks
    await tx.query(`PREPARE TRANSACTION ${quoted(gid)}`)
    return true
  })

  // vote
  return yes ? { status: 200, body: { vote: 'yes' } } : { status: 409, body: { vote: 'no' } }
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
