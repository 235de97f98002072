import { db, kafka, randomUUID, sleep } from 'faultline'
import { relayOutbox, wakeRelay } from '../shared/relay'

type Order = { id: number; cents: number; card: string }

const instance = String(process.env.INSTANCE)

export async function start() {
  const consumer = kafka.consumer({ groupId: 'payments' })
  await consumer.subscribe({ topic: 'payment-commands' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(message.value)
      if (message.headers.type === 'ChargeCard') await charge(order)
      else await refund(order)
    },
  })
  await relayOutbox(instance)
}

async function charge({ id, cents, card }: Order) {
  // ask the provider
  const answer = await ask('/charges', () => ({
    key: randomUUID(),
    order: id,
    cents,
    card,
  }))
  await keep(id, answer.ok ? 'CardCharged' : 'CardRefused', answer.ok ? 'charged' : 'refused')
}

async function refund({ id }: Order) {
  // give the money back
  const answer = await ask('/refunds', () => ({ order: id }))
  await keep(id, answer.ok ? 'CardRefunded' : 'RefundRefused', answer.ok ? 'refunded' : 'disputed')
}

async function ask(path: string, body: () => object) {
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 320)) {
    try {
      // send the request
      const answer = await fetch(`http://provider${path}`, {
        method: 'POST',
        body: JSON.stringify(body()),
      })
      if (answer.status < 500) return answer
    } catch {
      // no answer: perhaps it never arrived
    }

    // wait, then ask again
    await sleep(waitMs)
  }
}

async function keep(id: number, type: string, state: string) {
  await db.transaction(async (tx) => {
    // keep what the provider said
    await tx.query(
      `INSERT INTO charges (order_id, state) VALUES ($1, $2)
       ON CONFLICT (order_id) DO UPDATE SET state = $2`,
      [id, state],
    )

    // answer through the outbox
    await tx.query(
      `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
       VALUES ($1, 'order-replies', $2, $3, $4, $5)`,
      [randomUUID(), String(id), type, { id }, instance],
    )
  })
  wakeRelay()
}
