/** Booted databases, kept between runs and reset by restoring a picture of their memory. */
import { captureSchema, changesSince } from './capture'
import type { SeedRow } from '../../kernel/trace-event'
import { type Catalogue, readCatalogue, readSeeds } from './catalogue'
import { type PostgresAssets, PostgresInstance } from './instance'
import type { KnownAnswers } from './known-answers'
import type { MemoryImage } from './memory-image'
import { warmPlans, warmUp } from './warm-up'

interface Entry {
  instance: PostgresInstance
  /** As booted, with the capture schema and nothing of a lab. */
  pristine: MemoryImage
  /** It is as in `pristine`. */
  untouched: boolean
  schema: string | null
  image: MemoryImage
  /** Of the schema; `null` before there is one. */
  catalogue: Catalogue | null
  /** Rows that the schema itself made. */
  seeds: readonly SeedRow[]
  taken: boolean
  used: number
  /** Statements of its first run, until their plans have been warmed. */
  seen: Set<string> | null
}

/** Statements that are worth warming. */
const seenMost = 64

/** A database in the state in which its schema has been made. */
export interface PreparedDatabase {
  instance: PostgresInstance
  catalogue: Catalogue
  /** Rows that the schema itself made. */
  seeds: readonly SeedRow[]
  /** Gives it back for the next run. */
  release(): void
}

export class DatabasePool {
  readonly #assets: PostgresAssets
  readonly #entries: Entry[] = []
  readonly #onBoot: ((booted: number) => void) | undefined
  #uses = 0

  /** @param options.onBoot is told after each boot how many instances there are */
  constructor(assets: PostgresAssets, options: { onBoot?: (booted: number) => void } = {}) {
    this.#assets = assets
    this.#onBoot = options.onBoot
  }

  /** Instances that exist. */
  get size(): number {
    return this.#entries.length
  }

  /** Bytes of the pictures that resets start from; what several share counts once. */
  get bytes(): number {
    const parts = new Set(
      this.#entries.flatMap(({ pristine, image }) => [...pristine.parts, ...image.parts]),
    )
    return [...parts].reduce((sum, part) => sum + part.byteLength, 0)
  }

  /**
   * A fresh database with that schema. Instances are reused: first one that has the schema, then the one unused longest.
   * @param options.known answers of other runs from the same schema
   * @throws EffectError when the schema's SQL is wrong
   */
  async take(
    schema: string,
    options: { most: number; known?: KnownAnswers | undefined },
  ): Promise<PreparedDatabase> {
    const free = this.#entries
      .filter((entry) => !entry.taken)
      .sort((left, right) => left.used - right.used)
    const entry =
      free.find((candidate) => candidate.schema === schema) ??
      free.find((candidate) => candidate.schema === null) ??
      (this.#entries.length >= options.most ? free[0] : undefined) ??
      (await this.#boot())
    entry.taken = true
    entry.used = ++this.#uses
    try {
      const catalogue = this.#reset(entry, schema, options.known)
      return {
        instance: entry.instance,
        catalogue,
        seeds: entry.seeds,
        release: () => {
          entry.taken = false
        },
      }
    } catch (error) {
      entry.taken = false
      entry.schema = null
      throw error
    }
  }

  /** Does now what a later `take` would have to do first, for hosts that have time between runs. */
  settle(): void {
    for (const entry of this.#entries) if (!entry.taken) this.#learn(entry)
  }

  /** Boots one more, so that a later `take` does not wait for it. */
  async bootAhead(): Promise<void> {
    await this.#boot()
  }

  async close(): Promise<void> {
    for (const entry of this.#entries.splice(0)) await entry.instance.close()
  }

  async #boot(): Promise<Entry> {
    const instance = await PostgresInstance.boot(this.#assets)
    instance.script(captureSchema)
    instance.prepare(changesSince)
    const pristine = instance.remember()
    const entry: Entry = {
      instance,
      pristine,
      untouched: true,
      schema: null,
      image: pristine,
      catalogue: null,
      seeds: [],
      taken: false,
      used: 0,
      seen: null,
    }
    this.#entries.push(entry)
    this.#onBoot?.(this.#entries.length)
    return entry
  }

  #reset(entry: Entry, schema: string, known: KnownAnswers | undefined): Catalogue {
    if (entry.schema !== schema || !entry.catalogue) return this.#make(entry, schema)
    this.#learn(entry)
    entry.instance.restore(entry.image, known)
    return entry.catalogue
  }

  #make(entry: Entry, schema: string): Catalogue {
    entry.schema = null
    if (!entry.untouched) entry.instance.restore(entry.pristine)
    entry.untouched = false
    entry.instance.setNow(0)
    entry.instance.script(schema)
    const catalogue = readCatalogue(entry.instance)
    entry.seeds = readSeeds(entry.instance, catalogue)
    // What the schema itself inserted is where every run starts, not a change of it.
    entry.instance.script('truncate sim.changes restart identity')
    warmUp(entry.instance, catalogue)
    entry.instance.script('checkpoint')
    entry.image = entry.instance.remember()
    entry.schema = schema
    entry.catalogue = catalogue
    entry.seen = new Set()
    entry.instance.collectStatements(entry.seen)
    return catalogue
  }

  /**
   * After its first run: takes the picture again, with the plans of that run's statements warm, and makes both small.
   */
  #learn(entry: Entry): void {
    const { seen } = entry
    if (!seen || seen.size === 0) return
    entry.seen = null
    entry.instance.collectStatements(null)
    entry.instance.restore(entry.image)
    warmPlans(entry.instance, [...seen].slice(0, seenMost))
    entry.image.discard()
    entry.image = entry.instance.remember()
    // Instances boot to the same bytes.
    const [first] = this.#entries
    if (first && first !== entry) entry.pristine.compact(first.pristine)
    entry.image.compact(entry.pristine)
  }
}
