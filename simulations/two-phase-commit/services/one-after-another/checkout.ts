import { db, http } from 'faultline'

const participants = ['inventory', 'payments']

http.post('/orders', async ({ body }) => {
  const committed: string[] = []

  for (const name of participants) {
    // ask the participant
    const answer = await fetch(`http://${name}/orders`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    if (!answer.ok) {
      // undo what the others have committed
      for (const other of committed) {
        await fetch(`http://${other}/orders/${body.id}`, { method: 'DELETE' })
      }
      return { status: 409, body: { id: body.id } }
    }
    committed.push(name)
  }

  // store the order
  await db.query('INSERT INTO orders (id) VALUES ($1)', [body.id])

  // answer the customer
  return { status: 201, body: { id: body.id } }
})
