import { http } from 'faultline'
import { answer } from './answer'
import { charge } from './payment'
import { read, write } from './shelf'

// Three steps of a saga. Each commits for itself, and the next is asked for by its own request.
http.post('/orders/:id/read', async ({ params, body }) => {
  return answer(await read({ ...body, id: Number(params.id) }))
})

http.post('/orders/:id/write', async ({ params }) => {
  return answer(await write(Number(params.id)))
})

http.post('/orders/:id/charge', async ({ params, body }) => {
  return answer(await charge(Number(params.id), body.card))
})
