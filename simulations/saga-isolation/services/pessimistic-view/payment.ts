import { cancel, find, take } from './shelf'

export async function charge(id: number, card: string) {
  const order = await find(id)
  if (order?.state !== 'ordered') return order?.state ?? null

  // charge the card
  const answer = await fetch('http://provider/charges', {
    method: 'POST',
    body: JSON.stringify({ key: `order-${id}`, cents: order.cents, card }),
  })

  // take the unit only now: nothing that follows can be refused
  return answer.ok ? await take(id) : await cancel(id)
}
