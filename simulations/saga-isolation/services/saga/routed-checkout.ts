import { db, http } from 'faultline'
import { answer } from './answer'
import { charge } from './payment'
import { read, write } from './shelf'
import { buyAtOnce, place } from './transaction'

// Three steps of a saga, for an order that is small enough to be left to one.
http.post('/orders/:id/read', async ({ params, body }) => {
  return answer(await read({ ...body, id: Number(params.id) }))
})

http.post('/orders/:id/write', async ({ params }) => {
  const id = Number(params.id)
  return answer(await route(id, { large: () => place(id), small: () => write(id) }))
})

http.post('/orders/:id/charge', async ({ params, body }) => {
  const id = Number(params.id)
  const { card } = body
  return answer(
    await route(id, { large: () => buyAtOnce(id, card), small: () => charge(id, card) }),
  )
})

interface Ways {
  large: () => Promise<string | null>
  small: () => Promise<string | null>
}

async function route(id: number, { large, small }: Ways) {
  // compare it with the limit
  const { rows } = await db.query(
    'SELECT o.cents > r.limit_cents AS above FROM orders o, rules r WHERE o.id = $1',
    [id],
  )
  const [order] = rows
  if (!order) return null

  return order.above ? await large() : await small()
}
