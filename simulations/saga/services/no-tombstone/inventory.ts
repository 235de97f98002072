import { db, kafka, randomUUID, type TransactionClient } from 'faultline'
import { relayOutbox, wakeRelay } from '../shared/relay'

type Order = { id: number; sku: string }

const instance = String(process.env.INSTANCE)

export async function start() {
  const consumer = kafka.consumer({ groupId: 'inventory' })
  await consumer.subscribe({ topics: ['inventory-commands', 'shipments'] })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(message.value)
      await db.transaction(async (tx) => {
        if (message.headers.type === 'ReserveStock') await reserve(tx, order)
        if (message.headers.type === 'ReleaseStock') await release(tx, order)
        if (message.headers.type === 'ParcelShipped') await handOver(tx, order)
      })
      wakeRelay()
    },
  })
  await relayOutbox(instance)
}

async function reserve(tx: TransactionClient, { id, sku }: Order) {
  // claim the step: the order's row is there once, whatever came first
  const { rowCount } = await tx.query(
    `INSERT INTO reservations (order_id, sku, state) VALUES ($1, $2, 'held')
     ON CONFLICT (order_id) DO NOTHING`,
    [id, sku],
  )

  if (rowCount === 1) {
    // take one off the shelf
    const taken = await tx.query(
      `UPDATE stock SET on_hand = on_hand - 1, held = held + 1
        WHERE sku = $1 AND on_hand > 0`,
      [sku],
    )
    if (taken.rowCount === 0)
      await tx.query(`UPDATE reservations SET state = 'refused' WHERE order_id = $1`, [id])
  }

  // answer with what stands there
  const { rows } = await tx.query('SELECT state FROM reservations WHERE order_id = $1', [id])
  await reply(tx, id, rows[0].state === 'held' ? 'StockReserved' : 'StockRefused')
}

async function release(tx: TransactionClient, { id, sku }: Order) {
  // forget the reservation
  const { rowCount } = await tx.query(
    `DELETE FROM reservations WHERE order_id = $1 AND state = 'held'`,
    [id],
  )

  // put it back on the shelf
  if (rowCount === 1)
    await tx.query('UPDATE stock SET on_hand = on_hand + 1, held = held - 1 WHERE sku = $1', [sku])
  await reply(tx, id, 'StockReleased')
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

async function reply(tx: TransactionClient, id: number, type: string) {
  // answer through the outbox
  await tx.query(
    `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, written_by)
     VALUES ($1, 'order-replies', $2, $3, $4, $5)`,
    [randomUUID(), String(id), type, { id }, instance],
  )
}
