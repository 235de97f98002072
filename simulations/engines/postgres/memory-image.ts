/**
 * A picture of a running Postgres: its wasm heap, its files and its open files. Putting it back takes a few milliseconds
 * and leaves xids, LSNs, ctids and oids exactly as they were, so runs that start from it are equal to the last byte.
 * Figures: docs/decisions/resetting-databases.md.
 */

import { FileWrites } from './file-writes'

/** What of Emscripten's module is needed here; PGlite types only part of it. */
export interface EmscriptenInternals {
  wasmMemory: WebAssembly.Memory
  FS: {
    streams: (OpenFile | null | undefined)[]
    nextInode: number
    lookupPath(path: string): { node: FileNode }
    isDir(mode: number): boolean
    isFile(mode: number): boolean
    hashAddNode(node: FileNode): void
    hashRemoveNode(node: FileNode): void
    getDevice(device: number): { stream_ops: { read: DeviceRead } }
  }
}

export type DeviceRead = (
  stream: unknown,
  buffer: Uint8Array,
  offset: number,
  length: number,
) => number

export interface FileNode {
  name: string
  parent: FileNode
  mode: number
  rdev: number
  usedBytes: number
  /** Bytes of a file (Emscripten keeps whichever view it was given), entries of a folder. */
  contents: Uint8Array | Int8Array | Record<string, FileNode> | null
  stream_ops: { write(stream: { node: FileNode }, ...rest: unknown[]): unknown }
  node_ops: { setattr(node: FileNode, ...rest: unknown[]): unknown }
}

interface OpenFile {
  position: number
}

const pageBytes = 16_384
const wordsPerPage = pageBytes / 4
/** Empty pages in a row after which the heap counts as untouched: 0.5 MB where a run put something on top of a picture. */
const emptyRun = (512 * 1_024) / pageBytes
/**
 * The same where a picture is taken: 32 MB, four times the longest gap seen (shared memory that nothing has used yet).
 * Reading all 128 MB of the heap, most of it for the first time, was a large part of a lab's start.
 */
const emptyRunInPicture = (32 * 1_024 * 1_024) / pageBytes

export class MemoryImage {
  readonly #module: EmscriptenInternals
  readonly #pages: { page: number; words: Int32Array }[] = []
  readonly #folders: { node: FileNode; entries: [string, FileNode][] }[] = []
  readonly #files: { node: FileNode; path: string; bytes: Uint8Array | Int8Array }[] = []
  readonly #streams: { stream: OpenFile; fields: OpenFile }[] = []
  readonly #slots: (OpenFile | null | undefined)[]
  readonly #nextInode: number

  /**
   * @param base a picture, of this instance or of another one, that this one is expected to be like: what is equal is
   * held once for both
   */
  constructor(module: EmscriptenInternals, root: string, base: MemoryImage | null = null) {
    this.#module = module
    this.#copyHeap(base)
    const known = new Map((base ? base.#files : []).map((file) => [file.path, file]))
    const written = base && base.#module === module ? base.#writes?.since(base) : null
    this.#walk(module.FS.lookupPath(root).node, '', (node, path) => {
      const before = known.get(path)
      if (before && written && before.node === node && !written.has(node)) return before.bytes
      const bytes = bytesOf(node)
      if (before && equalBytes(before.bytes, bytes)) return before.bytes
      return bytes.slice()
    })
    this.#slots = [...module.FS.streams]
    for (const stream of this.#slots) {
      if (stream) this.#streams.push({ stream, fields: { ...stream } })
    }
    this.#nextInode = module.FS.nextInode
    this.#writes?.reset(this)
  }

  #copyHeap(base: MemoryImage | null): void {
    const heap = new Int32Array(this.#module.wasmMemory.buffer)
    const known = new Map((base ? base.#pages : []).map(({ page, words }) => [page, words]))
    for (let page = 0, empty = 0; page * wordsPerPage < heap.length; page++) {
      const words = heap.subarray(page * wordsPerPage, (page + 1) * wordsPerPage)
      if (isEmpty(words)) {
        empty += 1
        if (empty === emptyRunInPicture) return
        continue
      }
      empty = 0
      const before = known.get(page)
      const same = before !== undefined && equalWords(before, words)
      this.#pages.push({ page, words: same ? before : words.slice() })
    }
  }

  get #writes(): FileWrites | null {
    const first = this.#files[0]
    return first ? FileWrites.of(this.#module, first.node) : null
  }

  /** What it holds, for adding up pictures that share parts. */
  get parts(): (Int32Array | Uint8Array | Int8Array)[] {
    return [...this.#pages.map(({ words }) => words), ...this.#files.map(({ bytes }) => bytes)]
  }

  restore(): void {
    this.#restoreHeap()
    const { FS } = this.#module
    for (const { node, entries } of this.#folders) {
      const contents = entriesOf(node)
      const kept = new Map(entries)
      for (const name of Object.keys(contents)) {
        const child = contents[name]
        if (child && kept.get(name) !== child) {
          FS.hashRemoveNode(child)
          delete contents[name]
        }
      }
      for (const [name, child] of entries) {
        if (contents[name] === child) continue
        child.name = name
        child.parent = node
        contents[name] = child
        FS.hashAddNode(child)
      }
    }
    const written = this.#writes?.since(this)
    for (const { node, bytes } of this.#files) {
      if (written && !written.has(node)) continue
      const contents = node.contents
      if (isBytes(contents) && contents.length >= bytes.length) contents.set(bytes)
      else node.contents = bytes.slice()
      node.usedBytes = bytes.length
    }
    for (const { stream, fields } of this.#streams) Object.assign(stream, fields)
    FS.streams.length = 0
    FS.streams.push(...this.#slots)
    FS.nextInode = this.#nextInode
    this.#writes?.reset(this)
  }

  #restoreHeap(): void {
    const heap = new Int32Array(this.#module.wasmMemory.buffer)
    let next = 0
    for (const { page, words } of this.#pages) {
      if (page > next) heap.fill(0, next * wordsPerPage, page * wordsPerPage)
      heap.set(words, page * wordsPerPage)
      next = page + 1
    }
    // Above the picture's last page the heap was empty; a run dirties it from the bottom up.
    for (let empty = 0; empty < emptyRun && next * wordsPerPage < heap.length; next++) {
      const words = heap.subarray(next * wordsPerPage, (next + 1) * wordsPerPage)
      if (isEmpty(words)) empty += 1
      else {
        words.fill(0)
        empty = 0
      }
    }
  }

  #walk(
    node: FileNode,
    path: string,
    copy: (node: FileNode, path: string) => Uint8Array | Int8Array,
  ): void {
    const { FS } = this.#module
    if (FS.isDir(node.mode)) {
      const entries = Object.entries(entriesOf(node))
      this.#folders.push({ node, entries })
      for (const [name, child] of entries) this.#walk(child, `${path}/${name}`, copy)
    } else if (FS.isFile(node.mode)) this.#files.push({ node, path, bytes: copy(node, path) })
  }
}

/** What is in a file now, not copied. */
function bytesOf(node: FileNode): Uint8Array | Int8Array {
  return isBytes(node.contents) ? node.contents.subarray(0, node.usedBytes) : new Uint8Array(0)
}

function isBytes(contents: FileNode['contents']): contents is Uint8Array | Int8Array {
  return contents instanceof Uint8Array || contents instanceof Int8Array
}

function entriesOf(node: FileNode): Record<string, FileNode> {
  if (node.contents === null || isBytes(node.contents))
    throw new TypeError(`${node.name} is no folder`)
  return node.contents
}

function isEmpty(words: Int32Array): boolean {
  for (let index = 0; index < words.length; index++) if (words[index] !== 0) return false
  return true
}

function equalWords(one: Int32Array, other: Int32Array): boolean {
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false
  return true
}

function equalBytes(one: Uint8Array | Int8Array, other: Uint8Array | Int8Array): boolean {
  if (one.length !== other.length) return false
  // Emscripten gives some files signed bytes and some not.
  for (let index = 0; index < one.length; index++) {
    if ((((one[index] ?? 0) ^ (other[index] ?? 0)) & 0xff) !== 0) return false
  }
  return true
}
