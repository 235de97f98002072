import { db, http } from 'faultline'

// Version 2 of this service calls the column what it is. Both versions are in this file.
let nameColumn = 'name'

export async function start() {
  // see which version the table is at
  const { rows } = await db.query(
    `SELECT 1 FROM information_schema.columns
      WHERE table_name = 'users' AND column_name = 'full_name'`,
  )
  if (rows.length > 0) nameColumn = 'full_name'
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
  try {
    // delete the user
    const { rowCount } = await db.query('DELETE FROM users WHERE id = $1', [Number(params.id)])
    return { status: rowCount > 0 ? 204 : 404 }
  } catch (error) {
    const hasOrders = (error as { code?: string }).code === '23503'
    if (!hasOrders) throw error
    return { status: 409 }
  }
})
