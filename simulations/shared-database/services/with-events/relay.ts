import { db, kafka, sleep } from 'faultline'

const producer = kafka.producer()
const lookEveryMs = 50
let wake = () => {}

// Called after a commit, so that what it put into the outbox does not wait for the next look.
export function wakeRelay() {
  wake()
}

export async function relayOutbox() {
  while (true) {
    const called = new Promise<void>((resolve) => {
      wake = resolve
    })

    // read what can no longer be overtaken
    const { rows } = await db.query(
      `SELECT id, aggregatetype, aggregateid, type, payload
         FROM outbox
        WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY transaction_id, position
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

      // take it out of the outbox
      await db.query('DELETE FROM outbox WHERE id = $1', [row.id])
    }

    // wait for more
    if (rows.length === 0) await Promise.race([called, sleep(lookEveryMs)])
  }
}
