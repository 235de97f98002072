import { db, http } from 'faultline'

// Somebody else's service: it answers the same key with the same answer.
http.post('/charges', async ({ body }) => {
  const { key, order, cents, card } = body
  await db.query(
    `INSERT INTO charges (key, order_id, cents, card, state) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (key) DO NOTHING`,
    [key, order, cents, card, card === 'refused' ? 'refused' : 'captured'],
  )
  const { rows } = await db.query('SELECT state FROM charges WHERE key = $1', [key])
  return { status: rows[0].state === 'refused' ? 402 : 201, body: { key, state: rows[0].state } }
})

// What has been given back is not given back again, so a refund needs no key.
http.post('/refunds', async ({ body }) => {
  const { order } = body
  const { rows } = await db.query(
    `UPDATE charges SET state = 'refunded'
      WHERE order_id = $1 AND state IN ('captured', 'refunded') AND card <> 'disputed'
      RETURNING key`,
    [order],
  )
  return { status: rows.length > 0 ? 201 : 409, body: { order } }
})
