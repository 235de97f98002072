import { db } from 'faultline'

const refused = new Error('The card is refused.')

export async function place(id: number) {
  // write the order; the shelf stays as it is
  const { rows } = await db.query(
    `UPDATE orders SET state = 'ordered' WHERE id = $1 AND state = 'read' RETURNING state`,
    [id],
  )
  return rows[0]?.state ?? null
}

/** One transaction, whose locks last until the provider has answered: whoever wants the same shelf waits that long. */
export async function buyAtOnce(id: number, card: string) {
  try {
    return await db.transaction(async (tx) => {
      // read the shelf, and lock its row
      const { rows } = await tx.query(
        `SELECT s.on_hand, o.article, o.cents
           FROM orders o
           JOIN stock s ON s.article = o.article
          WHERE o.id = $1 AND o.state = 'ordered'
            FOR UPDATE`,
        [id],
      )
      const [shelf] = rows
      if (!shelf) return null

      const left = shelf.on_hand - 1
      const state = left < 0 ? 'sold out' : 'confirmed'

      // end the order
      await tx.query('UPDATE orders SET state = $2, seen = $3, remaining = $4 WHERE id = $1', [
        id,
        state,
        shelf.on_hand,
        left < 0 ? null : left,
      ])
      if (left < 0) return state

      // take the unit
      await tx.query('UPDATE stock SET on_hand = $2 WHERE article = $1', [shelf.article, left])

      // charge the card: none of this has happened yet
      const answer = await fetch('http://provider/charges', {
        method: 'POST',
        body: JSON.stringify({ key: `order-${id}`, cents: shelf.cents, card }),
      })
      if (!answer.ok) throw refused
      return state
    })
  } catch (error) {
    if (error !== refused) throw error

    // cancel the order, unless it has been paid since: there is nothing to put back
    const { rows } = await db.query(
      `UPDATE orders SET state = 'cancelled' WHERE id = $1 AND state = 'ordered' RETURNING state`,
      [id],
    )
    return rows[0]?.state ?? null
  }
}
