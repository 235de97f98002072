import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadNodeAssets } from '../node/node-assets'
import { PostgresInstance } from '../../engines/postgres/instance'

let instance: PostgresInstance
beforeAll(async () => {
  instance = await PostgresInstance.boot(await loadNodeAssets())
})
afterAll(() => instance.close())

describe('an answer', () => {
  test('keeps texts of any length and alphabet, and tells null from an empty text', () => {
    const texts = ['', 'x', 'größer', '注文', 'é'.repeat(2_000), 'x'.repeat(200_000), null]
    for (const text of texts) {
      expect(instance.query('select $1::text as a, 1 as b', [text]).rows).toEqual([
        { a: text, b: 1 },
      ])
    }
  })

  test('has the fields of an error', () => {
    instance.script('create table taken (id int constraint only_once primary key)')
    instance.script('insert into taken values (1)')
    expect(() => instance.query('insert into taken values ($1)', [1])).toThrow(
      expect.objectContaining({
        code: '23505',
        constraint: 'only_once',
        detail: 'Key (id)=(1) already exists.',
      }),
    )
    expect(() => instance.query('select nonsense')).toThrow(
      expect.objectContaining({ code: '42703', position: 8 }),
    )
  })
})

describe('several calls in one message', () => {
  const prepared = 'select $1::int as one, $1::int + 1 as two'

  test('give a result each, described or prepared', () => {
    instance.prepare(prepared)
    const [first, second] = instance.call([
      { query: 'select $1::text as x', parameters: ['a'] },
      { query: prepared, parameters: [4] },
    ])
    expect(first?.rows).toEqual([{ x: 'a' }])
    expect(second?.rows).toEqual([{ one: 4, two: 5 }])
    expect(second?.fields.map((field) => field.name)).toEqual(['one', 'two'])
  })

  test('that fail in the first are told of it, and leave the session usable', () => {
    const calls = () =>
      instance.call([
        { query: 'select 1 / $1::int', parameters: [0] },
        { query: prepared, parameters: [4] },
      ])
    expect(calls).toThrow(expect.objectContaining({ code: '22012' }))
    expect(instance.query('select 7 as x').rows).toEqual([{ x: 7 }])
  })

  test('a script ahead runs in front of the next call, at its own moment', () => {
    instance.setNow(1_000)
    instance.scriptAhead('begin')
    instance.setNow(9_000)
    const { rows } = instance.query(
      'select extract(milliseconds from clock_timestamp() - now())::int as passed',
    )
    instance.script('rollback')
    expect(rows).toEqual([{ passed: 8 }])
  })
})

describe('a picture', () => {
  const count = 'select count(*)::int as rows from pictured'

  test('is put back after another one that was made small against it is gone', () => {
    instance.script('create table pictured (id int)')
    const before = instance.remember()
    instance.script('insert into pictured values (1)')
    const small = instance.remember()
    small.compact(before)
    instance.script('insert into pictured values (2)')
    instance.restore(small)
    expect(instance.query(count).rows).toEqual([{ rows: 1 }])
    small.discard()
    instance.restore(before)
    expect(instance.query(count).rows).toEqual([{ rows: 0 }])
  })

  test('that was discarded is not taken for an empty database', () => {
    const picture = instance.remember()
    picture.discard()
    expect(() => instance.restore(picture)).toThrow('discarded')
  })
})
