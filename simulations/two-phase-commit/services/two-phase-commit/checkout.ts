import { db, http, log, sleep } from 'faultline'

const participants = ['inventory', 'payments']
const recoverEveryMs = 250

// Orders whose votes are out: the recovery below leaves them alone.
const voting = new Set<string>()

http.post('/orders', async ({ body }) => {
  const gid = `order-${body.id}`
  let outcome = 'aborted'

  voting.add(gid)
  try {
    // ask for votes
    const votes = await Promise.all(participants.map((name) => vote(name, { gid, ...body })))

    // log the decision
    if (votes.every((yes) => yes)) outcome = await decide(gid, 'committed')
  } finally {
    voting.delete(gid)
  }

  // tell everybody
  await Promise.all(participants.map((name) => tell(name, gid, outcome)))

  // answer the customer
  return { status: outcome === 'committed' ? 201 : 409, body: { id: body.id, outcome } }
})

async function vote(name: string, order: { gid: string }) {
  try {
    // ask the participant
    const answer = await fetch(`http://${name}/prepare`, {
      method: 'POST',
      body: JSON.stringify(order),
    })
    return answer.ok
  } catch {
    // no answer is a no
    return false
  }
}

/** The first row of an order is its decision: whoever comes later reads what it says. */
async function decide(gid: string, outcome: string): Promise<string> {
  const { rowCount } = await db.query(
    'INSERT INTO decisions (gid, outcome) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [gid, outcome],
  )
  if (rowCount === 1) return outcome

  const { rows } = await db.query('SELECT outcome FROM decisions WHERE gid = $1', [gid])
  return rows[0].outcome
}

async function tell(name: string, gid: string, outcome: string) {
  try {
    // tell the participant
    await fetch(`http://${name}/decisions`, {
      method: 'POST',
      body: JSON.stringify({ gid, outcome }),
    })
  } catch {
    log.warn(`${name} may not have heard that ${gid} is ${outcome}`)
  }
}

export async function start() {
  while (true) {
    await Promise.all(participants.map((name) => recover(name)))

    // look again later: a vote or a decision may still be on its way
    await sleep(recoverEveryMs)
  }
}

async function recover(name: string) {
  try {
    // ask what is in doubt
    const answer = await fetch(`http://${name}/in-doubt`)
    const gids = answer.ok ? ((await answer.json()) as string[]) : []

    for (const gid of gids) {
      if (voting.has(gid)) continue

      // look up the decision: none means aborted
      const outcome = await decide(gid, 'aborted')

      await tell(name, gid, outcome)
    }
  } catch {
    log.warn(`what is in doubt at ${name} cannot be resolved now`)
  }
}
