import { db, kafka, sleep } from 'faultline'

const producer = kafka.producer()
const pollEveryMs = 10

// Two of these run beside each other. What one has claimed the other skips.
export async function start() {
  while (true) {
    const sent = await db.transaction(async (tx) => {
      // claim the oldest that nobody has claimed
      const { rows } = await tx.query(
        `DELETE FROM outbox
          WHERE id = (SELECT id
                        FROM outbox
                       ORDER BY position
                       LIMIT 1
                         FOR UPDATE SKIP LOCKED)
         RETURNING id, aggregatetype, aggregateid, type, payload`,
      )

      for (const row of rows) {
        const message = {
          key: row.aggregateid,
          value: JSON.stringify(row.payload),
          headers: { id: row.id, type: row.type },
        }

        // publish it
        await producer.send({ topic: row.aggregatetype, messages: [message] })
      }
      return rows.length
    })

    // wait for more
    if (sent === 0) await sleep(pollEveryMs)
  }
}
