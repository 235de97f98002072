import { db, http, sleep } from 'faultline'

const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

http.post('/reports', async () => {
  // count all months at once
  const lines = await Promise.all(months.map(revenueOf))
  return { status: 200, body: lines.flat() }
})

// What was sold is a copy: last night's export of the orders.
async function revenueOf(month: number) {
  return db.transaction(async (tx) => {
    // add up what customers spent
    const { rows } = await tx.query(
      `SELECT month, customer_name AS name, sum(cents)::int AS cents
         FROM sales
        WHERE month = $1
        GROUP BY month, customer_name
        ORDER BY customer_name`,
      [month],
    )

    // write the page
    await sleep(60)
    return rows
  })
}
