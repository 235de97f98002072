import { db, kafka, randomUUID, type TransactionClient } from 'faultline'
import { relayOutbox, wakeRelay } from '../shared/relay'

type Order = { id: number; sku: string }

const instance = String(process.env.INSTANCE)
const undoing = ['CardRefused', 'CardRefunded', 'ChargeCancelled', 'OrderPaidByHand']

export async function start() {
  const consumer = kafka.consumer({ groupId: 'inventory' })
  await consumer.subscribe({ topics: ['orders', 'payments', 'shipments'] })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const { id: messageId, type } = message.headers
      const order = JSON.parse(message.value)
      await db.transaction(async (tx) => {
        // claim the message
        const { rowCount } = await tx.query(
          'INSERT INTO inbox (message_id) VALUES ($1) ON CONFLICT (message_id) DO NOTHING',
          [messageId],
        )
        if (rowCount === 0) return

        if (type === 'OrderPlaced') await reserve(tx, order)
        if (undoing.includes(String(type))) await release(tx, order)
        if (type === 'ParcelShipped') await handOver(tx, order)
      })
      wakeRelay()
    },
  })
  await relayOutbox(instance)
}

async function reserve(tx: TransactionClient, order: Order) {
  // claim the step: the order's row is there once, whatever came first
  const { rowCount } = await tx.query(
    `INSERT INTO reservations (order_id, sku, state) VALUES ($1, $2, 'held')
     ON CONFLICT (order_id) DO NOTHING`,
    [order.id, order.sku],
  )
  if (rowCount === 0) return

  // take one off the shelf
  const taken = await tx.query(
    `UPDATE stock SET on_hand = on_hand - 1, held = held + 1
      WHERE sku = $1 AND on_hand > 0`,
    [order.sku],
  )
  if (taken.rowCount === 1) return announce(tx, order, 'StockReserved')
  await tx.query(`UPDATE reservations SET state = 'refused' WHERE order_id = $1`, [order.id])
  await announce(tx, order, 'StockRefused')
}

async function release(tx: TransactionClient, order: Order) {
  const { rows } = await tx.query('SELECT state FROM reservations WHERE order_id = $1 FOR UPDATE', [
    order.id,
  ])

  // put it back on the shelf
  if (rows[0]?.state === 'held')
    await tx.query('UPDATE stock SET on_hand = on_hand + 1, held = held - 1 WHERE sku = $1', [
      order.sku,
    ])

  // leave a tombstone, also where nothing was held: a late reservation will find it
  await tx.query(
    `INSERT INTO reservations (order_id, sku, state) VALUES ($1, $2, 'released')
     ON CONFLICT (order_id) DO UPDATE SET state = 'released'`,
    [order.id, order.sku],
  )
  await announce(tx, order, 'StockReleased')
}

async function handOver(tx: TransactionClient, { id, sku }: Order) {
  // what was held has left the house
  const { rowCount } = await tx.query(
    `UPDATE reservations SET state = 'shipped' WHERE order_id = $1 AND state = 'held'`,
    [id],
  )
  if (rowCount === 1)
    await tx.query('UPDATE stock SET held = held - 1, shipped = shipped + 1 WHERE sku = $1', [sku])
}

async function announce(tx: TransactionClient, order: Order, type: string) {
  // announce it in the same transaction
  await tx.query(
    `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
     VALUES ($1, 'inventory', $2, $3, $4, $5)`,
    [randomUUID(), String(order.id), type, order, instance],
  )
}
