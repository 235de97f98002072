import { db, http } from 'faultline'
import { quoted } from './decisions'

http.post('/prepare', async ({ body }) => {
  const { gid, id, customer, cents } = body

  const yes = await db.transaction(async (tx) => {
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

    // prepare: from here on it keeps its word, and its locks
    await tx.query(`PREPARE TRANSACTION ${quoted(gid)}`)
    return true
  })

  // vote
  return yes ? { status: 200, body: { vote: 'yes' } } : { status: 409, body: { vote: 'no' } }
})
