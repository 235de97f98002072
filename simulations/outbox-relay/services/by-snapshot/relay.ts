import { db, kafka, sleep } from 'faultline'

const producer = kafka.producer()
const pollEveryMs = 10

export async function start() {
  while (true) {
    // read what came after the last one sent and can no longer be overtaken
    const { rows } = await db.query(
      `SELECT o.id, o.aggregatetype, o.aggregateid, o.type, o.payload, o.position, o.transaction_id
         FROM outbox o, relay_cursor c
        WHERE c.relay = 'relay-1'
          AND (o.transaction_id, o.position) > (c.last_transaction, c.last_position)
          AND o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY o.transaction_id, o.position
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
      await db.query(
        `UPDATE relay_cursor SET last_transaction = $1, last_position = $2
          WHERE relay = 'relay-1'`,
        [row.transaction_id, row.position],
      )
    }

    if (rows.length === 0) {
      // clear away what has been sent
      await db.query(
        `DELETE FROM outbox o USING relay_cursor c
          WHERE c.relay = 'relay-1'
            AND (o.transaction_id, o.position) <= (c.last_transaction, c.last_position)`,
      )

      // wait for more
      await sleep(pollEveryMs)
    }
  }
}
