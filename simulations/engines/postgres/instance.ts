/**
 * One PostgreSQL (PGlite), spoken to synchronously over its wire protocol. Time and chance inside it are the caller's;
 * its state can be remembered and put back.
 */
import { type Extension, PGlite, protocol } from '@electric-sql/pglite'
import { RandomStream } from '../../kernel/random'
import { freezeClock, withVirtualClock } from '../../kernel/real-time-guard'
import type { Microseconds } from '../../kernel/time'
import { addSupportFilesFast, type DirectoryEntry, dataRoot, PreparedFiles } from './data-directory'
import { type KnownAnswers, type KnownState, keyOf } from './known-answers'
import { type EmscriptenInternals, type Machine, MemoryImage } from './memory-image'
import { readAnswer, readDescription } from './read-answer'
import { encodeParameter, type FieldDescription, type SqlValue } from './values'

/** The files every instance starts from; made by `scripts/prepare-postgres.ts`. */
export interface PostgresAssets {
  wasm: WebAssembly.Module
  /** PGlite's own support files. */
  bundle: Blob
  /** The prepared, trimmed data directory. */
  dataDirectory: readonly DirectoryEntry[]
}

export interface QueryResult {
  /** `INSERT`, `SELECT`, `COMMIT`… */
  command: string
  rowCount: number
  fields: FieldDescription[]
  rows: Record<string, SqlValue>[]
}

/** A script of the simple protocol, or one statement of the extended one. */
export type Call = { script: string } | { query: string; parameters: readonly unknown[] }

/** A module without content: PGlite asks for initdb's even where it never runs. */
const emptyWasm = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])

/** Answers are read by our own reader, so PGlite need not ask Postgres for the types that its own would read. */
class LeanPGlite extends PGlite {
  override async _initArrayTypes(): Promise<void> {}
}

export class PostgresInstance {
  readonly #database: PGlite
  readonly #machine: Machine
  readonly #chance: ChanceSource
  /** Statements kept ready by the server, by their text. */
  readonly #prepared = new Map<string, PreparedStatement>()
  /** Messages that have the server read a statement, by its text: a lab sends the same few thousands of times. */
  readonly #parses = new Map<string, Uint8Array>()
  /** Texts of statements, while somebody wants to know them. */
  #seen: Set<string> | null = null
  /** A script that goes ahead of the next call. */
  #ahead: string | null = null
  #now: Microseconds = 0
  /** Where the next run begins that is answered from memory, until its chance is known. */
  #start: { image: MemoryImage; known: KnownAnswers } | null = null
  #run: KnownRun | null = null

  private constructor(database: PGlite, chance: ChanceSource, exports: PostgresExports) {
    this.#database = database
    // PGlite's type leaves out the parts of Emscripten's file system that a picture needs.
    const module = database.Module as unknown as EmscriptenInternals
    const endAt = exports.emscripten_get_sbrk_ptr() / 4
    this.#machine = {
      module,
      heapEnd: () => new Uint32Array(module.wasmMemory.buffer)[endAt] ?? 0,
    }
    this.#chance = chance
  }

  static async boot(assets: PostgresAssets): Promise<PostgresInstance> {
    const source: ChanceSource = { stream: new RandomStream(1, 'postgres boot') }
    const found: { exports: PostgresExports | null } = { exports: null }
    // Every database of every run was started at the same instant.
    const thaw = freezeClock()
    try {
      const database = new LeanPGlite({
        pgliteWasmModule: assets.wasm,
        initdbWasmModule: new WebAssembly.Module(emptyWasm),
        fsBundle: assets.bundle,
        fs: new PreparedFiles(assets.dataDirectory),
        extensions: { chance: seededChance(source), exports: findExports(found), supportFiles },
      })
      await database.waitReady
      if (!found.exports) throw new TypeError('PGlite started without its module')
      return new PostgresInstance(database, source, found.exports)
    } finally {
      thaw()
    }
  }

  /**
   * Puts the state of a picture back.
   * @param known answers of other runs: Postgres is put back and asked only once a run leaves what they cover; `seed` must
   *   follow
   */
  restore(image: MemoryImage, known: KnownAnswers | null = null): void {
    this.#ahead = null
    this.#run = null
    this.#start = known && { image, known }
    if (!known) image.restore()
  }

  /** Chance inside Postgres (`gen_random_uuid()`, `random()`) from now on. */
  seed(stream: RandomStream): void {
    this.#chance.stream = stream
    if (!this.#start) return
    const { image, known } = this.#start
    const unsaid = { image, chance: stream.clone(), messages: [] }
    this.#run = { known, state: known.root(image, stream.state), unsaid }
    this.#start = null
  }

  setNow(now: Microseconds): void {
    if (now !== this.#now && this.#ahead !== null) this.call([])
    this.#now = now
  }

  remember(): MemoryImage {
    return new MemoryImage(this.#machine, dataRoot)
  }

  /**
   * Runs one statement with the extended protocol.
   * @throws EffectError with Postgres' SQLSTATE
   */
  query(text: string, parameters: readonly unknown[] = []): QueryResult {
    const [result] = this.call([{ query: text, parameters }])
    return result ?? { command: '', rowCount: 0, fields: [], rows: [] }
  }

  /** Runs any number of statements with the simple protocol, without parameters. */
  script(text: string): QueryResult[] {
    return this.call([{ script: text }])
  }

  /** Has one statement that cannot fail, such as BEGIN, run in the message of the next call, and at this moment. */
  scriptAhead(text: string): void {
    if (this.#ahead !== null) this.call([])
    this.#ahead = text
  }

  /**
   * Makes several calls in one message, since going into wasm and out again costs as much as a short statement.
   * One that fails does not keep the next from being made, but what it gave is not told.
   * @returns a result for each statement
   * @throws EffectError with the SQLSTATE of the first that failed
   */
  call(calls: readonly Call[]): QueryResult[] {
    const parts: Uint8Array[] = []
    const known: (FieldDescription[] | undefined)[] = []
    const ahead: Call[] = this.#ahead === null ? [] : [{ script: this.#ahead }]
    this.#ahead = null
    for (const call of [...ahead, ...calls]) {
      if ('script' in call) parts.push(protocol.serialize.query(call.script))
      else this.#serialize(call.query, call.parameters, parts)
      known.push('script' in call ? undefined : this.#prepared.get(call.query)?.fields)
    }
    return readAnswer(this.#speak(concat(parts)), known).slice(ahead.length)
  }

  /** Keeps a statement ready, so that it is read and planned once. It must not depend on a lab's tables. */
  prepare(text: string): void {
    if (this.#prepared.has(text)) return
    const { serialize } = protocol
    const name = `sim_${this.#prepared.size + 1}`
    const message = [
      serialize.parse({ name, text, types: [] }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    ]
    this.#prepared.set(text, { name, fields: readDescription(this.#speak(concat(message))) })
  }

  /** Collects the texts of statements from now on; `null` stops. */
  collectStatements(into: Set<string> | null): void {
    this.#seen = into
  }

  /** Rolls back what a run has left open. */
  rollBackOpen(): void {
    this.#ahead = null
    const { unsaid } = this.#run ?? {}
    this.#run = null
    // Nothing was ever begun.
    if (!unsaid) this.script('rollback')
  }

  async close(): Promise<void> {
    await this.#database.close()
  }

  #serialize(text: string, parameters: readonly unknown[], into: Uint8Array[]): void {
    const { serialize } = protocol
    this.#seen?.add(text)
    const prepared = this.#prepared.get(text)
    if (!prepared) into.push(this.#parseOf(text))
    into.push(
      serialize.bind({ statement: prepared?.name ?? '', values: parameters.map(encodeParameter) }),
    )
    // The columns of a prepared statement are known.
    if (!prepared) into.push(describePortal)
    into.push(executeAndSync)
  }

  #parseOf(text: string): Uint8Array {
    let message = this.#parses.get(text)
    if (!message) {
      if (this.#parses.size >= parsesMost) this.#parses.clear()
      message = protocol.serialize.parse({ text, types: [] })
      this.#parses.set(text, message)
    }
    return message
  }

  #speak(message: Uint8Array): Uint8Array {
    const run = this.#run
    if (!run?.state) return this.#execute(this.#now, message)
    const key = keyOf(this.#now, message)
    if (run.unsaid) {
      const next = run.state.next.get(key)
      if (next) {
        run.unsaid.messages.push({ at: this.#now, message })
        run.state = next
        return next.answer
      }
      this.#catchUp(run.unsaid)
      run.unsaid = null
    }
    const answer = this.#execute(this.#now, message)
    run.state = run.known.add(run.state, key, answer)
    return answer
  }

  /** Brings Postgres to where a run has come that was answered from memory. */
  #catchUp({ image, chance, messages }: Unsaid): void {
    image.restore()
    this.#chance.stream = chance
    for (const { at, message } of messages) this.#execute(at, message)
  }

  /**
   * PGlite's streaming call, because its synchronous one also parses every answer for itself and keeps what it parsed for
   * as long as the instance lives. It is over when it returns: it awaits nothing but a file system that it need not sync.
   */
  #execute(now: Microseconds, message: Uint8Array): Uint8Array {
    if (this.#start)
      throw new TypeError('A run that is answered from memory needs its chance first.')
    const chunks: Uint8Array[] = []
    withVirtualClock(
      now,
      () => this.#chance.stream.unit(),
      () => {
        this.#database
          .execProtocolRawStream(message, {
            syncToFs: false,
            // It is a view of the heap.
            onRawData: (bytes) => chunks.push(bytes.slice()),
          })
          // Told below, where it is noticed at once.
          .catch(() => undefined)
      },
    )
    const answer = concat(chunks)
    if (answer.at(-readyBytes) !== readyForQuery) throw new Error('Postgres broke off its answer.')
    return answer
  }
}

interface PreparedStatement {
  name: string
  fields: FieldDescription[]
}

/** A run among others that may begin alike. */
interface KnownRun {
  readonly known: KnownAnswers
  /** Where it is among the states that are known; `null` where no more are kept. */
  state: KnownState | null
  /** What Postgres itself has not been told yet; `null` once it has been asked. */
  unsaid: Unsaid | null
}

interface Unsaid {
  readonly image: MemoryImage
  /** Chance as it was at the start. */
  readonly chance: RandomStream
  readonly messages: { at: Microseconds; message: Uint8Array }[]
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

const supportFiles: Extension = {
  name: 'support files',
  setup: async (_database, options) => ({
    emscriptenOpts: { ...options, preRun: [...(options?.preRun ?? []), addSupportFilesFast] },
  }),
}

/** What the wasm module exports and PGlite does not pass on. */
interface PostgresExports {
  /** Address of the number of bytes that the heap reaches up to. */
  emscripten_get_sbrk_ptr(): number
}

type Instantiate = (
  imports: unknown,
  done: (instance: WebAssembly.Instance, module: unknown) => void,
) => unknown

/** Keeps the exports of the instance that PGlite makes. */
function findExports(found: { exports: PostgresExports | null }): Extension {
  return {
    name: 'exports',
    setup: async (_database, options) => {
      const instantiate: Instantiate = options.instantiateWasm
      const keeping: Instantiate = (imports, done) =>
        instantiate(imports, (instance, module) => {
          found.exports = instance.exports as unknown as PostgresExports
          done(instance, module)
        })
      return { emscriptenOpts: { ...options, instantiateWasm: keeping } }
    },
  }
}

function concat(parts: Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0]) return parts[0]
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

const describePortal = protocol.serialize.describe({ type: 'P' })
const executeAndSync = concat([protocol.serialize.execute({}), protocol.serialize.sync()])
const parsesMost = 200
/** Ends every answer: `Z`, its length and the state of the transaction. */
const readyForQuery = 'Z'.charCodeAt(0)
const readyBytes = 6
