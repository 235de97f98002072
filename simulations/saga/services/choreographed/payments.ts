import { db, kafka, randomUUID, sleep, type TransactionClient } from 'faultline'
import { relayOutbox, wakeRelay } from '../shared/relay'

type Order = { id: number; cents: number; card: string }

const instance = String(process.env.INSTANCE)

export async function start() {
  const consumer = kafka.consumer({ groupId: 'payments' })
  await consumer.subscribe({ topics: ['orders', 'inventory', 'shipments'] })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const { id, type } = message.headers
      const order = JSON.parse(message.value)
      if (type === 'StockReserved') await charge(String(id), order)
      if (type === 'ShipmentCancelled') await cancel(String(id), order)
      if (type === 'RefundRetryRequested') await refund(String(id), order)
    },
  })
  await relayOutbox(instance)
}

async function charge(messageId: string, order: Order) {
  // note what we are about to do: a cancellation that comes first has left a tombstone here
  await db.query(
    `INSERT INTO charges (order_id, state) VALUES ($1, 'asked')
     ON CONFLICT (order_id) DO NOTHING`,
    [order.id],
  )
  const { rows } = await db.query('SELECT state FROM charges WHERE order_id = $1', [order.id])
  if (rows[0].state !== 'asked') return

  const charged = await askToCharge(order)
  await keep(
    messageId,
    order,
    charged ? 'CardCharged' : 'CardRefused',
    charged ? 'charged' : 'refused',
  )
}

async function cancel(messageId: string, order: Order) {
  // leave a tombstone where nothing was charged
  const { rowCount } = await db.query(
    `INSERT INTO charges (order_id, state) VALUES ($1, 'cancelled')
     ON CONFLICT (order_id) DO NOTHING`,
    [order.id],
  )
  const { rows } = await db.query('SELECT state FROM charges WHERE order_id = $1', [order.id])
  const { state } = rows[0]
  if (rowCount === 1 || state === 'cancelled')
    return keep(messageId, order, 'ChargeCancelled', 'cancelled')

  // a charge that was asked for may have been made: find out
  if (state === 'asked' && !(await askToCharge(order)))
    return keep(messageId, order, 'CardRefused', 'refused')
  if (state === 'asked' || state === 'charged') await refund(messageId, order)
}

async function refund(messageId: string, order: Order) {
  // give the money back
  const { ok } = await ask('/refunds', { order: order.id })
  await keep(messageId, order, ok ? 'CardRefunded' : 'RefundRefused', ok ? 'refunded' : 'disputed')
}

async function askToCharge({ id, cents, card }: Order) {
  // ask the provider; the key is the order's, however often we ask
  const { ok } = await ask('/charges', { key: `${id}-charge`, order: id, cents, card })
  return ok
}

async function ask(path: string, body: object) {
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 320)) {
    try {
      // send the request
      const answer = await fetch(`http://provider${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      if (answer.status < 500) return answer
    } catch {
      // no answer is no refusal: the money may have moved
    }

    // wait, then ask the same again
    await sleep(waitMs)
  }
}

async function keep(messageId: string, order: Order, type: string, state: string) {
  await db.transaction(async (tx) => {
    // claim the message
    const { rowCount } = await tx.query(
      'INSERT INTO inbox (message_id) VALUES ($1) ON CONFLICT (message_id) DO NOTHING',
      [messageId],
    )
    if (rowCount === 0) return

    // keep what the provider said
    await tx.query('UPDATE charges SET state = $2 WHERE order_id = $1', [order.id, state])
    await announce(tx, order, type)
  })
  wakeRelay()
}

async function announce(tx: TransactionClient, order: Order, type: string) {
  // announce it in the same transaction
  await tx.query(
    `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
     VALUES ($1, 'payments', $2, $3, $4, $5)`,
    [randomUUID(), String(order.id), type, order, instance],
  )
}
