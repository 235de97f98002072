import { http } from 'faultline'

// Somebody else's service. It keeps no charge: the card alone decides, so the same request has the same answer.
http.post('/charges', async ({ body }) => {
  const { key, card } = body
  return card === 'refused'
    ? { status: 402, body: { key, state: 'refused' } }
    : { status: 201, body: { key, state: 'captured' } }
})
