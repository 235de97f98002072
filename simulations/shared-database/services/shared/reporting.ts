import { db, http, sleep } from 'faultline'

const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

http.post('/reports', async () => {
  // count all months at once
  const lines = await Promise.all(months.map(revenueOf))
  return { status: 200, body: lines.flat() }
})

// Each month has a connection of its own until its page is written.
async function revenueOf(month: number) {
  return db.transaction(async (tx) => {
    // add up what customers spent
    const { rows } = await tx.query(
      `SELECT $1::int AS month, users.name, sum(orders.cents)::int AS cents
         FROM orders JOIN users ON users.id = orders.user_id
        WHERE extract(month FROM orders.placed_at) = $1
        GROUP BY users.name
        ORDER BY users.name`,
      [month],
    )

    // write the page
    await sleep(60)
    return rows
  })
}
