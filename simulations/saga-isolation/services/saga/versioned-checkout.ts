import { db, http, log, sleep } from 'faultline'
import { charge } from './payment'
import { read, write } from './shelf'

const versions: Record<string, number> = { read: 1, write: 2, charge: 3 }
const tryAgainMs = 20

// Three steps of a saga, in whatever order they come.
http.post('/orders/:id/:operation', async ({ params, body }) => {
  const id = Number(params.id)
  const { operation = '' } = params

  // write it into the file
  await db.query(
    `INSERT INTO operations (order_id, version, operation, body) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING`,
    [id, versions[operation], operation, body],
  )

  // do whatever has its turn: this one, or none yet, or several
  const state = await goOn(id)
  return { status: 202, body: { state } }
})

/** What is in the file is accepted: where it cannot be done now, it is done later, and nobody waits for that. */
async function goOn(id: number) {
  try {
    return await doInOrder(id)
  } catch (error) {
    // leave it to later
    log.warn(`order ${id} cannot go on now: ${(error as Error).message}`)
    void persist(id)
    return null
  }
}

async function doInOrder(id: number) {
  while (true) {
    // see how far the order is, and what the file has for it next
    const { rows } = await db.query(
      `SELECT o.state, f.operation, f.body
         FROM (SELECT (SELECT state FROM orders WHERE id = $1) AS state) o
         LEFT JOIN operations f
           ON f.order_id = $1
          AND f.version = CASE WHEN o.state IS NULL THEN 1
                               WHEN o.state = 'read' THEN 2
                               WHEN o.state = 'taken' THEN 3 END`,
      [id],
    )
    const { state, operation, body } = rows[0]

    // do it
    if (operation === 'read') await read({ ...body, id })
    else if (operation === 'write') await write(id)
    else if (operation === 'charge') await charge(id, body.card)
    else return state
  }
}

// What stands in the file outlives a crash.
export async function start() {
  // find the orders of the file
  const { rows } = await db.query('SELECT DISTINCT order_id FROM operations ORDER BY order_id')

  for (const row of rows) await persist(row.order_id)
}

async function persist(id: number) {
  while (true) {
    try {
      return await doInOrder(id)
    } catch (error) {
      // try again later
      log.warn(`order ${id} cannot go on yet: ${(error as Error).message}`)
      await sleep(tryAgainMs)
    }
  }
}
