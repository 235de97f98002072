import { describe, expect, test } from 'vitest'
import { millisecond } from '../../kernel/time'
import { eventsOf, type Played, play } from '../testing/tiny-lab'

/** Sends `count` records, one after another, from 5 ms on. */
const producer = (count: number, options = '') => `
const producer = kafka.producer()
export async function start() {
  await sleep(5)
  for (let n = 1; n <= ${count}; n++) {
    try {
      await producer.send({ topic: 't', messages: [{ key: 'k', value: String(n) }]${options} })
      log.info('sent ' + n)
    } catch (error) { log.info('failed ' + n + ' ' + error.code) }
  }
}`

const consumer = (handler = '', { group = 'g', after = 0 } = {}) => `
const consumer = kafka.consumer({ groupId: '${group}' })
export async function start() {
  await sleep(${after})
  await consumer.subscribe({ topic: 't' })
  await consumer.run({ eachMessage: async ({ message, partition }) => {
    log.info('got ' + message.value)
    ${handler}
  } })
}`

const appended = (run: Played) => eventsOf(run.trace, 'append').map((event) => event.value)
const offsets = (run: Played) => eventsOf(run.trace, 'offset').map((event) => event.offset)
const groups = (run: Played) => eventsOf(run.trace, 'group').map((event) => event.reason)

describe('producing', () => {
  test('duplicate on a produce link appends twice', async () => {
    const run = await play({
      services: { p: producer(1) },
      topics: { t: 1 },
      schedule: 'duplicate p->broker #1',
    })
    expect(appended(run)).toEqual(['1', '1'])
    expect(run.logs).toEqual(['p sent 1'])
  })

  test('a lost acknowledgement is retried and appends twice', async () => {
    const run = await play({
      services: { p: producer(1) },
      topics: { t: 1 },
      schedule: 'drop broker->p #1',
    })
    expect(appended(run)).toEqual(['1', '1'])
  })

  test('a dropped record is sent again after 1 s', async () => {
    const run = await play({
      services: { p: producer(1) },
      topics: { t: 1 },
      schedule: 'drop p->broker #1',
    })
    expect(appended(run)).toEqual(['1'])
    expect(eventsOf(run.trace, 'append')[0]?.at).toBeGreaterThan(1_000 * millisecond)
  })

  test('acks 0 does not wait and learns nothing', async () => {
    const run = await play({
      services: { p: producer(1, ', acks: 0') },
      topics: { t: 1 },
      schedule: 'drop p->broker #1',
    })
    expect(run.timedLogs).toEqual(['5 p sent 1'])
    expect(appended(run)).toEqual([])
  })

  test('acks 0, 1 and all differ in a fail-over: what the followers did not have is lost', async () => {
    const outcome = async (acks: string) => {
      const lab = { services: { p: producer(1, `, acks: ${acks}`) }, topics: { t: 1 } }
      const at = eventsOf((await play(lab)).trace, 'append')[0]?.at ?? 0
      const run = await play({ ...lab, schedule: `crash broker at ${(at + 100) / millisecond}ms` })
      return {
        appended: appended(run).length,
        truncated: eventsOf(run.trace, 'truncate').length,
        logs: run.logs,
      }
    }
    // Without acknowledgement and with the leader's alone the record is gone, and the producer believes it sent.
    expect(await outcome('0')).toEqual({ appended: 1, truncated: 1, logs: ['p sent 1'] })
    expect(await outcome('1')).toEqual({ appended: 1, truncated: 1, logs: ['p sent 1'] })
    expect(await outcome("'all'")).toEqual({ appended: 2, truncated: 1, logs: ['p sent 1'] })
  })

  test('an unknown topic is refused with the topics there are', async () => {
    const p = producer(1).replace("topic: 't'", "topic: 'tt'")
    const run = await play({ services: { p }, topics: { t: 1 } })
    expect(run.logs).toEqual(['p failed 1 UNKNOWN_TOPIC_OR_PARTITION'])
  })

  test('delay holds up what follows in its topic partition, and nothing in another', async () => {
    const p = `
const producer = kafka.producer()
export async function start() {
  await sleep(5)
  const send = (key, value) => producer.send({ topic: 't', messages: [{ key, value }], acks: 0 })
  await send('a', 'a1'); await send('a', 'a2'); await send('d', 'd1')
}`
    const lab = { services: { p }, topics: { t: 2 } }
    const partitions = eventsOf((await play(lab)).trace, 'append').map((event) => event.partition)
    expect(new Set(partitions).size).toBe(2)
    expect(appended(await play({ ...lab, schedule: 'delay p->broker #1 by 50ms' }))).toEqual([
      'd1',
      'a1',
      'a2',
    ])
  })

  test('delay and duplicate on one message both strike', async () => {
    const run = await play({
      services: { p: producer(1) },
      topics: { t: 1 },
      schedule: 'delay p->broker #1 by 50ms; duplicate p->broker #1',
    })
    const appends = eventsOf(run.trace, 'append')
    expect(appends).toHaveLength(2)
    expect(appends[0]?.at).toBeGreaterThan(55 * millisecond)
    expect(run.unmet).toEqual([])
  })

  test('a key always goes to the same partition, as murmur2 says', async () => {
    const run = await play({ services: { p: producer(3) }, topics: { t: 4 } })
    expect(new Set(eventsOf(run.trace, 'append').map((event) => event.partition)).size).toBe(1)
  })

  test('records without a key go round the partitions', async () => {
    const p = producer(4).replace("key: 'k', ", '')
    const run = await play({ services: { p }, topics: { t: 2 } })
    expect(eventsOf(run.trace, 'append').map((event) => event.partition)).toEqual([0, 1, 0, 1])
  })

  test('a paused broker answers nothing until it resumes', async () => {
    const lab = { services: { p: producer(1) }, topics: { t: 1 } }
    const at = eventsOf((await play(lab)).trace, 'append')[0]?.at ?? 0
    const run = await play({
      ...lab,
      schedule: `pause broker at ${(at + 100) / millisecond}ms for 100ms`,
    })
    expect(eventsOf(run.trace, 'replicated')[0]?.at).toBe(at + 100 + 100 * millisecond)
  })
})

describe('consuming', () => {
  test('consumers read to the high watermark', async () => {
    const lab = { services: { p: producer(1), c: consumer() }, topics: { t: 1 } }
    const run = await play(lab)
    const replicated = eventsOf(run.trace, 'replicated')[0]?.at ?? 0
    const delivered =
      eventsOf(run.trace, 'send').find((event) => event.purpose === 'deliver')?.at ?? 0
    expect(replicated).toBeGreaterThan(eventsOf(run.trace, 'append')[0]?.at ?? 0)
    expect(delivered).toBe(replicated)
  })

  test('one record after another, each offset committed when its handler is done', async () => {
    const run = await play({
      services: { p: producer(3), c: consumer('await sleep(20)\nlog.info("done")') },
      topics: { t: 1 },
    })
    expect(run.logs.filter((text) => text.startsWith('c'))).toEqual([
      'c got 1',
      'c done',
      'c got 2',
      'c done',
      'c got 3',
      'c done',
    ])
    expect(offsets(run)).toEqual([1, 2, 3])
  })

  test('duplicate on a deliver link is a redelivery', async () => {
    const run = await play({
      services: { p: producer(2), c: consumer() },
      topics: { t: 1 },
      schedule: 'duplicate broker->c #1',
    })
    expect(appended(run)).toEqual(['1', '2'])
    expect(run.logs.filter((text) => text === 'c got 1')).toHaveLength(2)
  })

  test('a dropped delivery is fetched again', async () => {
    const run = await play({
      services: { p: producer(1), c: consumer() },
      topics: { t: 1 },
      schedule: 'drop broker->c #1',
    })
    expect(run.logs).toContain('c got 1')
    expect(offsets(run)).toEqual([1])
  })

  test('a lost commit of an offset is sent again', async () => {
    const run = await play({
      services: { p: producer(1), c: consumer() },
      topics: { t: 1 },
      schedule: 'drop c->broker #1',
    })
    expect(run.logs.filter((text) => text === 'c got 1')).toHaveLength(1)
    expect(offsets(run)).toEqual([1])
  })

  test('redelivery from the last committed offset after a crash', async () => {
    const run = await play({
      services: { p: producer(2), c: consumer('await sleep(10)\n// done\nlog.info("done")') },
      topics: { t: 1 },
      schedule: 'crash c before c.ts:"done" #2',
    })
    expect(run.logs.filter((text) => text.startsWith('c got'))).toEqual([
      'c got 1',
      'c got 2',
      'c got 2',
    ])
    expect(offsets(run)).toEqual([1, 2])
  })

  test('a handler that throws is given the record again', async () => {
    const c = `\nlet tries = 0${consumer('if (++tries < 3) throw new Error("no")')}`
    const run = await play({ services: { p: producer(1), c }, topics: { t: 1 } })
    expect(run.logs.filter((text) => text === 'c got 1')).toHaveLength(3)
    expect(offsets(run)).toEqual([1])
    expect(eventsOf(run.trace, 'error')).toHaveLength(2)
  })

  test('every group hears of every record', async () => {
    const run = await play({
      services: {
        p: producer(1),
        c: consumer('', { group: 'one' }),
        d: consumer('', { group: 'two' }),
      },
      topics: { t: 1 },
    })
    expect(run.logs.filter((text) => text.endsWith('got 1')).sort()).toEqual(['c got 1', 'd got 1'])
  })

  test('members of a group share the partitions', async () => {
    const run = await play({
      services: { p: producer(1), c: consumer(), d: consumer('', { after: 1 }) },
      topics: { t: 2 },
    })
    expect(eventsOf(run.trace, 'group').at(-1)?.members).toEqual([
      { node: 'c', partitions: ['t-0'] },
      { node: 'd', partitions: ['t-1'] },
    ])
  })
})

describe('sessions', () => {
  test('a short pause does not cost a member its partitions', async () => {
    const run = await play({
      services: { p: producer(3), c: consumer() },
      topics: { t: 1 },
      schedule: 'pause c at 8ms for 30ms',
    })
    expect(groups(run)).toEqual(['c joined'])
    expect(run.logs.filter((text) => text.startsWith('c'))).toEqual([
      'c got 1',
      'c got 2',
      'c got 3',
    ])
  })

  test('a short cut does not either', async () => {
    const run = await play({
      services: { p: producer(1), c: consumer() },
      topics: { t: 1 },
      schedule: 'cut c<->broker from 20ms to 60ms',
    })
    expect(groups(run)).toEqual(['c joined'])
  })

  test('a member that is silent past its session timeout loses its partitions', async () => {
    const run = await play({
      services: { p: producer(1), c: consumer(), d: consumer('', { after: 1 }) },
      topics: { t: 1 },
      schedule: 'crash c at 2ms, no restart',
    })
    expect(groups(run)).toEqual(['c joined', 'd joined', 'c was not heard for 60 ms'])
    expect(run.logs).toContain('d got 1')
  })

  test('a zombie’s commit is refused, and the record is handled by its new owner too', async () => {
    const run = await play({
      services: {
        p: producer(1),
        c: consumer('await sleep(10)\nlog.info("effect")'),
        d: consumer('', { after: 1 }),
      },
      topics: { t: 1 },
      schedule: 'pause c at 12ms for 120ms',
    })
    // Owner c stopped inside its handler; d was given the record; then c went on, unaware.
    expect(run.logs).toEqual(['c got 1', 'p sent 1', 'd got 1', 'c effect'])
    expect(eventsOf(run.trace, 'offset').map((event) => event.by)).toEqual(['d'])
    expect(groups(run)).toContain('c was not heard for 60 ms')
    expect(groups(run).at(-1)).toBe('c joined')
  })

  test('a member that loses a partition while it handles a record of it goes on with the other', async () => {
    const p = `
const producer = kafka.producer()
export async function start() {
  const send = (key) => producer.send({ topic: 't', messages: [{ key, value: key }] })
  await sleep(5)
  await send('a'); await send('d')
  await sleep(150)
  await send('a'); await send('d')
}`
    const run = await play({
      services: { p, c: consumer('await sleep(20)'), d: consumer('', { after: 38 }) },
      topics: { t: 2 },
    })
    // One membership each: what was left of an old one would own its partition for ever.
    expect(eventsOf(run.trace, 'group').at(-1)?.members).toEqual([
      { node: 'c', partitions: ['t-0'] },
      { node: 'd', partitions: ['t-1'] },
    ])
    expect(groups(run)).toEqual(['c joined', 'd joined'])
    expect(run.logs.filter((log) => log.startsWith('c got'))).toHaveLength(3)
    expect(run.logs.filter((log) => log.startsWith('d got'))).toHaveLength(2)
  })

  test('nobody is given anything while a rebalance waits for a silent member', async () => {
    const run = await play({
      services: {
        p: producer(1),
        c: consumer(),
        d: consumer('', { after: 15 }),
      },
      topics: { t: 1 },
      schedule: 'crash c at 4ms, no restart',
    })
    expect(run.timedLogs.find((text) => text.endsWith('d got 1'))).toMatch(/^6[4-9]/)
  })

  test('a broker that is down times nobody out: a session begins anew when it serves again', async () => {
    const run = await play({
      services: { p: producer(1), c: consumer() },
      topics: { t: 1 },
      schedule: 'crash broker at 20ms, restart after 100ms; pause c at 30ms for 100ms',
    })
    expect(groups(run)).toEqual(['c joined'])
  })

  test('groups and offsets survive a fail-over', async () => {
    const run = await play({
      services: { p: producer(2), c: consumer() },
      topics: { t: 1 },
      schedule: 'crash broker at 40ms',
    })
    expect(run.logs.filter((text) => text.startsWith('c'))).toEqual(['c got 1', 'c got 2'])
  })
})

describe('leaving', () => {
  const leaver = (handler = '') => `
const consumer = kafka.consumer({ groupId: 'g' })
export async function start() {
  await consumer.subscribe({ topic: 't' })
  await consumer.run({ eachMessage: async ({ message }) => { log.info('got ' + message.value); ${handler} } })
  await sleep(10)
  await consumer.disconnect()
  log.info('left')
}`
  const sent = (run: Played) =>
    eventsOf(run.trace, 'send').filter((event) => event.purpose === 'leave')

  test('disconnect tells the broker, and waits until it has', async () => {
    const run = await play({ services: { c: leaver(), d: consumer() }, topics: { t: 2 } })
    const [leave] = sent(run)
    expect(leave).toMatchObject({ from: 'c', to: 'broker', label: 'leave g' })
    expect(leave?.place).toMatchObject({ file: 'c.ts', line: 7 })
    const arrived = eventsOf(run.trace, 'arrive').find((event) => event.message === leave?.message)
    const left = eventsOf(run.trace, 'group').find((event) => event.reason === 'c left')
    expect(left?.at).toBe(arrived?.at)
    expect(arrived?.at).toBeGreaterThan(leave?.at ?? 0)
    expect(left?.members).toEqual([{ node: 'd', partitions: ['t-0', 't-1'] }])
    expect(run.timedLogs).toEqual([`${(arrived?.at ?? 0) / millisecond} c left`])
  })

  test('one whose leaving is lost is out when its session has timed out', async () => {
    const run = await play({
      services: { c: leaver(), d: consumer() },
      topics: { t: 2 },
      schedule: 'cut c->broker from 5ms to 20ms',
    })
    expect(groups(run)).toContain('c was not heard for 60 ms')
    expect(groups(run)).not.toContain('c left')
    expect(run.logs).toEqual(['c left'])
  })

  test('what arrives after it left is not handled there, but by who is left', async () => {
    const run = await play({
      services: { c: leaver(), d: consumer('', { after: 60 }), p: producer(6) },
      topics: { t: 1 },
    })
    const left = Number(run.timedLogs.find((text) => text.endsWith('c left'))?.split(' ')[0])
    expect(left).toBeGreaterThan(10)
    const late = run.timedLogs.filter(
      (text) => text.includes('c got') && Number.parseFloat(text) > left,
    )
    expect(late).toEqual([])
    const values = run.logs.filter((text) => text.includes('got')).map((text) => text.at(-1))
    expect([...new Set(values)]).toEqual(['1', '2', '3', '4', '5', '6'])
  })

  test('a handler may leave: its record belongs to another member then', async () => {
    const run = await play({
      services: {
        c: leaver('await consumer.disconnect()'),
        d: consumer('', { after: 60 }),
        p: producer(2),
      },
      topics: { t: 1 },
    })
    expect(run.logs.filter((text) => text.includes('got'))).toEqual([
      'c got 1',
      'd got 1',
      'd got 2',
    ])
    expect(sent(run)).toHaveLength(1)
  })
})
