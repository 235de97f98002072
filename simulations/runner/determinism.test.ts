import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { DatabasePool } from '../engines/postgres/database-pool'
import { KnownAnswers } from '../engines/postgres/known-answers'
import type { Recipe } from '../kernel/lab'
import { RandomStream } from '../kernel/random'
import { fingerprintOf } from '../kernel/trace'
import type { TraceEvent } from '../kernel/trace-event'
import { labIds } from '../registry'
import { planExploration } from './campaign-plan'
import { loadNodeAssets } from './node/node-assets'
import { fingerprint, runRecipe } from './run-recipe'
import { paste } from './testing/contract'
import { labBundle } from './testing/lab-bundle'
import { pinnedRecipes } from './testing/pinned-recipes'
import { testWorld } from './testing/tiny-lab'

const script = fileURLToPath(new URL('../../scripts/fingerprints.ts', import.meta.url))

/** A machine of another zone and language than this one. */
function elsewhere(): NodeJS.ProcessEnv {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const TZ = timeZone === 'Asia/Tokyo' ? 'America/New_York' : 'Asia/Tokyo'
  return { ...process.env, TZ, LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }
}

async function inFreshProcess(): Promise<{ recipe: Recipe; fingerprint: string }[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], {
    env: elsewhere(),
    maxBuffer: 1 << 24,
    timeout: 280_000,
  })
  return JSON.parse(stdout) as { recipe: Recipe; fingerprint: string }[]
}

describe('the same recipe gives the same trace', () => {
  test('twice in one process, in another order, and in a fresh process with another zone and language', async () => {
    const fresh = inFreshProcess()
    const world = await testWorld()
    const bundles = await Promise.all(labIds.map((id) => labBundle(id)))
    const recipes = await pinnedRecipes(world, bundles)
    const runAll = async (list: readonly Recipe[]) => {
      const found = new Map<string, string>()
      for (const recipe of list) {
        const bundle = bundles.find((one) => one.definition.id === recipe.lab)
        if (bundle) found.set(paste(recipe), fingerprint(await runRecipe(world, bundle, recipe)))
      }
      return found
    }
    const first = await runAll(recipes)
    const second = await runAll([...recipes].reverse())
    for (const [recipe, print] of first) expect(second.get(recipe), recipe).toBe(print)
    for (const { recipe, fingerprint: print } of await fresh)
      expect(first.get(paste(recipe)), paste(recipe)).toBe(print)
    expect(recipes.length).toBeGreaterThanOrEqual(50)
  })
})

describe('a fault at T', () => {
  test('leaves the trace before T as it was', async () => {
    const [world, bundle] = [await testWorld(), await labBundle('outbox')]
    const random = new RandomStream(5, 'faults at T')
    const faults = [
      (at: number) => `crash orders at ${at}ms`,
      (at: number) => `crash payments-db at ${at}ms, restart after 90ms`,
      (at: number) => `crash broker at ${at}ms`,
      (at: number) => `pause relay at ${at}ms for 30ms`,
      (at: number) => `cut orders<->orders-db from ${at}ms to ${at + 20}ms`,
      (at: number) => `lag broker->payments by 15ms from ${at}ms`,
    ]
    const base = { lab: 'outbox', variant: 'outbox-with-inbox', seed: 7 }
    for (let round = 0; round < 25; round++) {
      const earlier = faults.map((fault) => fault(random.integer(0, 300) / 10))
      const at = random.integer(310, 900) / 10
      const schedule = random.integer(0, 1) === 0 ? '' : random.pick(earlier)
      const later = [schedule, random.pick(faults)(at)].filter(Boolean).join('; ')
      const [without, withFault] = [
        await runRecipe(world, bundle, { ...base, schedule }),
        await runRecipe(world, bundle, { ...base, schedule: later }),
      ]
      const prefix = (trace: readonly TraceEvent[]) => {
        // A run that was quiet before T has healed by then; one with a fault to come has not.
        const healed =
          without.trace.find((event) => event.kind === 'phase' && event.phase === 'heal')?.at ?? 0
        return fingerprintOf(trace.filter((event) => event.at < Math.min(at * 1_000, healed)))
      }
      expect(prefix(withFault.trace), later).toBe(prefix(without.trace))
    }
  })
})

describe('a run that is answered from what others were answered', () => {
  test('gives the trace that it gives by itself', async () => {
    const world = await testWorld()
    let answered = 0
    for (const [lab, variant] of [
      ['outbox', 'outbox-with-inbox'],
      // Commits that are slow, transactions that are set aside.
      ['outbox-relay', 'by-snapshot'],
      ['two-phase-commit', 'two-phase-commit'],
      ['saga', 'choreographed'],
    ] as const) {
      const bundle = await labBundle(lab)
      const recipe = { lab, variant, seed: 3, schedule: '' }
      const { runs } = await planExploration(world, bundle, recipe, 12)
      const known = new KnownAnswers({ bytesMost: 2 ** 24 })
      // Each twice: the second time nothing is left to ask.
      for (const { schedule } of [...runs, ...runs]) {
        const before = known.bytes
        const [alone, among] = [
          await runRecipe(world, bundle, { ...recipe, schedule }),
          await runRecipe(world, bundle, { ...recipe, schedule }, { known }),
        ]
        expect(fingerprint(among), paste({ ...recipe, schedule })).toBe(fingerprint(alone))
        if (known.bytes === before) answered += 1
      }
    }
    expect(answered).toBeGreaterThanOrEqual(4 * 12)
  })
})

describe('a database that was restored', () => {
  const schema = 'create table t (id int generated always as identity primary key, x text unique)'
  /** Everything in Postgres that could tell two instances apart. */
  const state = `select pg_current_wal_insert_lsn()::text lsn, pg_current_wal_flush_lsn()::text flushed, pg_current_xact_id()::text xid, nextval('t_id_seq') seq,
    (select json_agg(json_build_object('ctid', ctid, 'xmin', xmin, 'row', t)) from t) rows, (select max(oid)::text from pg_class) oid, gen_random_uuid() uuid, random() chance, now()::text now`

  test('equals a fresh instance: log position, transaction number, row addresses, chance', async () => {
    const assets = await loadNodeAssets()
    const random = new RandomStream(3, 'statements')
    const statements = () => {
      const texts: string[] = []
      for (let count = random.integer(1, 12); count > 0; count--) {
        texts.push(
          random.pick([
            `insert into t (x) values ('${random.uint32()}')`,
            `update t set x = x || '${random.uint32()}'`,
            'delete from t where id % 2 = 0',
            `begin; insert into t (x) values ('${random.uint32()}'); rollback`,
            'checkpoint',
            `create table other_${random.uint32()} as select * from generate_series(1, 500)`,
            'truncate t',
          ]),
        )
      }
      return texts
    }
    const fresh = new DatabasePool(assets)
    const used = new DatabasePool(assets)
    // Little, so that it is full before the end.
    const known = new KnownAnswers({ bytesMost: 20_000 })
    try {
      const play = async (
        pool: DatabasePool,
        texts: readonly string[],
        options: { known?: KnownAnswers } = {},
      ) => {
        const { instance, release } = await pool.take(schema, { most: 1, ...options })
        instance.seed(new RandomStream(9, 'chance'))
        instance.setNow(1_000)
        for (const text of texts) instance.script(text)
        const found = JSON.stringify(instance.query(state).rows)
        release()
        return found
      }
      const wanted = await play(fresh, [])
      for (let round = 0; round < 12; round++) {
        await play(used, statements())
        expect(await play(used, [])).toBe(wanted)
        const texts = statements()
        const inFull = await play(fresh, texts)
        expect(await play(used, texts)).toBe(inFull)
        expect(await play(used, texts, { known })).toBe(inFull)
        // It leaves what is known halfway.
        const others = [...texts.slice(0, texts.length / 2), ...statements()]
        expect(await play(used, others, { known })).toBe(await play(fresh, others))
        expect(await play(used, texts, { known })).toBe(inFull)
      }
      expect(known.bytes).toBeGreaterThan(10_000)
    } finally {
      await fresh.close()
      await used.close()
    }
  })
})
