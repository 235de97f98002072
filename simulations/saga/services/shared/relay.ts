import { db, kafka, sleep } from 'faultline'

const producer = kafka.producer()
const lookEveryMs = 50
let wake = () => {}

// Called after a commit, so that what it put into the outbox does not wait for the next look.
export function wakeRelay() {
  wake()
}

// Each instance publishes at once what it wrote itself. What another one has left lying for a while
// is published by any, so that none of them is needed.
export async function relayOutbox(instance: string) {
  while (true) {
    const called = whenCalled()

    // read what is still to be sent
    const { rows } = await db.query(
      `SELECT id, aggregatetype, aggregateid, type, payload
         FROM outbox
        WHERE written_by = $1 OR written_at < now() - interval '100 ms'
        ORDER BY position
        LIMIT 10`,
      [instance],
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

    // wait for more: until somebody calls, and not for long
    if (rows.length === 0) await Promise.race([called, sleep(lookEveryMs)])
  }
}

function whenCalled() {
  return new Promise<void>((resolve) => {
    wake = resolve
  })
}
