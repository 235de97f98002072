import { db, http, randomUUID } from 'faultline'
import { relayOutbox, wakeRelay } from './relay'

// Version 2 of this service calls the column what it is. Both versions are in this file.
let nameColumn = 'name'

export async function start() {
  // see which version the table is at
  const { rows } = await db.query(
    `SELECT 1 FROM information_schema.columns
      WHERE table_name = 'users' AND column_name = 'full_name'`,
  )
  if (rows.length > 0) nameColumn = 'full_name'
  await relayOutbox()
}

http.post('/deploys', async () => {
  if (nameColumn === 'full_name') return { status: 200 }

  // rename the column
  await db.query('ALTER TABLE users RENAME COLUMN name TO full_name')
  nameColumn = 'full_name'
  return { status: 200 }
})

http.get('/users/:id', async ({ params }) => {
  // read the profile
  const { rows } = await db.query(
    `SELECT id, ${nameColumn} AS name, city FROM users WHERE id = $1`,
    [Number(params.id)],
  )
  const [user] = rows
  return user ? { status: 200, body: user } : { status: 404 }
})

http.delete('/users/:id', async ({ params }) => {
  const id = Number(params.id)
  const deleted = await db.transaction(async (tx) => {
    // delete the user
    const { rowCount } = await tx.query('DELETE FROM users WHERE id = $1', [id])
    if (rowCount === 0) return false

    // announce it
    await tx.query(
      `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
       VALUES ($1, 'users', $2, 'UserDeleted', $3)`,
      [randomUUID(), String(id), { id }],
    )
    return true
  })
  if (!deleted) return { status: 404 }
  wakeRelay()
  return { status: 204 }
})
