import { db, kafka, sleep } from 'faultline'

const producer = kafka.producer()
const pollEveryMs = 10

export async function start() {
  while (true) {
    // read what has not been sent
    const { rows } = await db.query(
      `SELECT id, aggregatetype, aggregateid, type, payload
         FROM outbox
        WHERE sent_at IS NULL
        ORDER BY position
        LIMIT 10`,
    )

    for (const row of rows) {
      const message = {
        key: row.aggregateid,
        value: JSON.stringify(row.payload),
        headers: { id: row.id, type: row.type },
      }

      // mark it as sent, so that nobody sends it twice
      await db.query('UPDATE outbox SET sent_at = now() WHERE id = $1', [row.id])

      // publish it
      await producer.send({ topic: row.aggregatetype, messages: [message] })
    }

    // wait for more
    if (rows.length === 0) await sleep(pollEveryMs)
  }
}
