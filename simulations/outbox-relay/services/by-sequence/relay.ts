import { db, kafka, sleep } from 'faultline'

const producer = kafka.producer()
const pollEveryMs = 10

export async function start() {
  while (true) {
    // read what came after the last one sent
    const { rows } = await db.query(
      `SELECT o.id, o.aggregatetype, o.aggregateid, o.type, o.payload, o.position
         FROM outbox o, relay_cursor c
        WHERE c.relay = 'relay-1'
          AND o.position > c.last_position
        ORDER BY o.position
        LIMIT 10`,
    )

    for (const row of rows) {
      const message = {
        key: row.aggregateid,
        value: JSON.stringify(row.payload),
        headers: { id: row.id, type: row.type },
      }

      // publish it
      await producer.send({ topic: row.aggregatetype, messages: [message] })

      // remember how far it came
      await db.query(`UPDATE relay_cursor SET last_position = $1 WHERE relay = 'relay-1'`, [
        row.position,
      ])
    }

    if (rows.length === 0) {
      // clear away what has been sent
      await db.query(
        `DELETE FROM outbox o USING relay_cursor c
          WHERE c.relay = 'relay-1' AND o.position <= c.last_position`,
      )

      // wait for more
      await sleep(pollEveryMs)
    }
  }
}
