import { confirm, find, putBack } from './shelf'

export async function charge(id: number, card: string) {
  const order = await find(id)
  if (order?.state !== 'taken') return order?.state ?? null

  // charge the card
  const answer = await fetch('http://provider/charges', {
    method: 'POST',
    body: JSON.stringify({ key: `order-${id}`, cents: order.cents, card }),
  })

  // confirm it, or undo what was written
  return answer.ok ? await confirm(id) : await putBack(id)
}
