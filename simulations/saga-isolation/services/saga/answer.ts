const refusals = ['sold out', 'put back', 'cancelled', null]

/** A refusal is an answer too: nothing is tried again. */
export function answer(state: string | null) {
  return { status: refusals.includes(state) ? 409 : 200, body: { state } }
}
