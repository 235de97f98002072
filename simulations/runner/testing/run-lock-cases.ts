/** Runs the lock cases in a process of their own, so that one that hangs can be ended: a line of JSON for each. */
import { EffectError } from '../../kernel/errors'
import { millisecond } from '../../kernel/time'
import { type LockCase, lockCases, lockSchema } from './lock-cases'
import { eventsOf, play, playUntil, serviceText, type TinyLab } from './tiny-lab'

const startAt = Number(process.argv[2] ?? 0)

const holder = ({ held }: LockCase) => `
export async function start() {
  await sleep(5)
  await db.transaction(async (tx) => {
    for (const text of ${JSON.stringify(held)}) await tx.query(text)
    await sleep(60)
  })
}`

const comer = ({ behind, after }: LockCase) => `
export async function start() {
  await sleep(30)
  try {
    ${
      after
        ? `await db.transaction(async (tx) => {
      for (const text of ${JSON.stringify(after)}) await tx.query(text)
      await tx.query(${JSON.stringify(behind)})
    })`
        : `await db.query(${JSON.stringify(behind)})`
    }
    log.info('done')
  } catch (error) { log.info(error.code + ' ' + error.message) }
}`

const schemaOf = ({ schema = '' }: LockCase) => `${lockSchema}${schema}`

const idle = 'export async function start() {}'

async function outcome(lab: TinyLab): Promise<string> {
  const run = await play(lab)
  const log = eventsOf(run.trace, 'log')[0]
  const ended = eventsOf(run.trace, 'transaction').find(
    (event) => event.state === 'committed' && event.by === 'a',
  )
  if (!log) return 'nothing'
  // What it is told after the wait, such as that the key is taken now, is Postgres' own.
  if (ended && log.at > ended.at) return 'waits'
  return log.text === 'done' ? 'passes' : log.text
}

async function consoleOutcome(one: LockCase): Promise<string> {
  const lab = { schema: schemaOf(one), services: { a: holder(one) } }
  return playUntil(lab, 40 * millisecond, ({ databases }) => {
    try {
      databases.get('db')?.inspect(one.behind)
      return 'rows'
    } catch (error) {
      if (error instanceof EffectError) return error.code
      throw error
    }
  })
}

async function main(): Promise<void> {
  for (const [index, one] of lockCases.entries()) {
    if (index < startAt) continue
    const say = (line: object) => process.stdout.write(`${JSON.stringify({ index, ...line })}\n`)
    try {
      say({ begun: true })
      const service = await outcome({
        schema: schemaOf(one),
        services: { a: holder(one), b: comer(one) },
      })
      const edited = await outcome({
        schema: schemaOf(one),
        services: { a: holder(one), b: idle },
        edits: { 'b.ts': serviceText(comer(one)) },
      })
      say({ service, edited, console: one.console ? await consoleOutcome(one) : undefined })
    } catch (error) {
      say({ service: `failed: ${error instanceof Error ? error.message : String(error)}` })
    }
  }
  process.exit()
}

void main()
