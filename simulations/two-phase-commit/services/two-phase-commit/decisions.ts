import { db, http } from 'faultline'

const notPrepared = '42704'

/** These statements take no parameters, so the name is quoted by hand. */
export function quoted(gid: string) {
  return `'${gid.replaceAll("'", "''")}'`
}

http.post('/decisions', async ({ body }) => {
  const { gid, outcome } = body

  try {
    // end what was prepared
    const verb = outcome === 'committed' ? 'COMMIT' : 'ROLLBACK'
    await db.query(`${verb} PREPARED ${quoted(gid)}`)
  } catch (error) {
    // told a second time: it has ended already
    if ((error as { code?: string }).code !== notPrepared) throw error
  }

  return { status: 204 }
})

http.get('/in-doubt', async () => {
  // list what is in doubt
  const { rows } = await db.query(
    `SELECT gid FROM pg_prepared_xacts WHERE gid LIKE 'order-%' ORDER BY gid`,
  )

  return { status: 200, body: rows.map((row) => row.gid) }
})
