/**
 * One PostgreSQL (PGlite), spoken to synchronously over its wire protocol. Time and chance inside it are the caller's;
 * its state can be remembered and put back.
 */
import { type Extension, PGlite, protocol } from '@electric-sql/pglite'
import { RandomStream } from '../../kernel/random'
import { freezeClock, withVirtualClock } from '../../kernel/real-time-guard'
import type { Microseconds } from '../../kernel/time'
import { type EmscriptenInternals, MemoryImage } from './memory-image'
import { readAnswer } from './read-answer'
import { encodeParameter, type FieldDescription, type SqlValue } from './values'

/** The files every instance starts from; made by `scripts/prepare-postgres.ts`. */
export interface PostgresAssets {
  wasm: WebAssembly.Module
  /** PGlite's own support files. */
  bundle: Blob
  /** The prepared, trimmed data directory as a tar archive. */
  dataDirectory: Blob
}

export interface QueryResult {
  /** `INSERT`, `SELECT`, `COMMIT`… */
  command: string
  rowCount: number
  fields: FieldDescription[]
  rows: Record<string, SqlValue>[]
}

const dataRoot = '/pglite/data'
/** A module without content: PGlite asks for initdb's even where it never runs. */
const emptyWasm = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])

export class PostgresInstance {
  readonly #database: PGlite
  readonly #module: EmscriptenInternals
  readonly #chance: ChanceSource
  /** Statements kept ready by the server, by their text. */
  readonly #prepared = new Map<string, string>()
  /** Texts of statements, while somebody wants to know them. */
  #seen: Set<string> | null = null
  #now: Microseconds = 0

  private constructor(database: PGlite, chance: ChanceSource) {
    this.#database = database
    // PGlite's type leaves out the parts of Emscripten's file system that a picture needs.
    this.#module = database.Module as unknown as EmscriptenInternals
    this.#chance = chance
  }

  static async boot(assets: PostgresAssets): Promise<PostgresInstance> {
    const source: ChanceSource = { stream: new RandomStream(1, 'postgres boot') }
    // Every database of every run was started at the same instant.
    const thaw = freezeClock()
    try {
      const database = await PGlite.create({
        pgliteWasmModule: assets.wasm,
        initdbWasmModule: new WebAssembly.Module(emptyWasm),
        fsBundle: assets.bundle,
        loadDataDir: assets.dataDirectory,
        extensions: { chance: seededChance(source) },
      })
      return new PostgresInstance(database, source)
    } finally {
      thaw()
    }
  }

  /** Chance inside Postgres (`gen_random_uuid()`, `random()`) from now on. */
  seed(stream: RandomStream): void {
    this.#chance.stream = stream
  }

  setNow(now: Microseconds): void {
    this.#now = now
  }

  remember(): MemoryImage {
    return new MemoryImage(this.#module, dataRoot)
  }

  /**
   * Runs one statement with the extended protocol.
   * @throws EffectError with Postgres' SQLSTATE
   */
  query(text: string, parameters: readonly unknown[] = []): QueryResult {
    const { serialize } = protocol
    this.#seen?.add(text)
    const statement = this.#prepared.get(text)
    const message = concat([
      ...(statement === undefined ? [serialize.parse({ text, types: [] })] : []),
      serialize.bind({ statement: statement ?? '', values: parameters.map(encodeParameter) }),
      serialize.describe({ type: 'P' }),
      serialize.execute({}),
      serialize.sync(),
    ])
    const results = this.#speak(message)
    return results[0] ?? { command: '', rowCount: 0, fields: [], rows: [] }
  }

  /** Keeps a statement ready, so that it is read and planned once. It must not depend on a lab's tables. */
  prepare(text: string): void {
    if (this.#prepared.has(text)) return
    const { serialize } = protocol
    const name = `sim_${this.#prepared.size + 1}`
    this.#speak(concat([serialize.parse({ name, text, types: [] }), serialize.sync()]))
    this.#prepared.set(text, name)
  }

  /** Collects the texts of statements from now on; `null` stops. */
  collectStatements(into: Set<string> | null): void {
    this.#seen = into
  }

  /** Runs any number of statements with the simple protocol, without parameters. */
  script(text: string): QueryResult[] {
    return this.#speak(protocol.serialize.query(text))
  }

  async close(): Promise<void> {
    await this.#database.close()
  }

  #speak(message: Uint8Array): QueryResult[] {
    const answer = withVirtualClock(
      this.#now,
      () => this.#chance.stream.unit(),
      () => this.#database.execProtocolRawSync(message),
    )
    return readAnswer(answer)
  }
}

interface ChanceSource {
  stream: RandomStream
}

/** Gives Postgres' `/dev/urandom` seeded bytes from its first read on. */
function seededChance(source: ChanceSource): Extension {
  return {
    name: 'seeded chance',
    setup: async (_database, options) => ({
      emscriptenOpts: {
        ...options,
        preRun: [
          ...(options?.preRun ?? []),
          (module: unknown) => {
            const { FS } = module as EmscriptenInternals
            const device = FS.getDevice(FS.lookupPath('/dev/urandom').node.rdev)
            device.stream_ops.read = (_stream, buffer, offset, length) => {
              source.stream.fill(buffer.subarray(offset, offset + length))
              return length
            }
          },
        ],
      },
    }),
  }
}

function concat(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
