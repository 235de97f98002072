/**
 * A picture of a running Postgres: its wasm heap, its files and its open files. Putting it back takes a few milliseconds
 * and leaves xids, LSNs, ctids and oids exactly as they were, so runs that start from it are equal to the last byte.
 * Figures: docs/decisions/resetting-databases.md.
 */

import { type FileVersion, FileVersions, isBytes } from './file-versions'

/** What of Emscripten's module is needed here; PGlite types only part of it. */
export interface EmscriptenInternals {
  wasmMemory: WebAssembly.Memory
  FS_createDataFile(path: string, name: null, bytes: Uint8Array): void
  FS: {
    streams: (OpenFile | null | undefined)[]
    nextInode: number
    lookupPath(path: string): { node: FileNode }
    mkdirTree(path: string): void
    quit(): void
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
  node_ops: {
    setattr(node: FileNode, ...rest: unknown[]): unknown
    mknod(parent: FileNode, name: string, mode: number, device: number): FileNode
  }
}

interface OpenFile {
  position: number
}

/** A started Postgres, as far as a picture needs it. */
export interface Machine {
  module: EmscriptenInternals
  /** Bytes of the heap that were ever handed out; all above them are zero. */
  heapEnd(): number
}

interface Page {
  page: number
  words: Int32Array
}

const pageBytes = 16_384
const wordsPerPage = pageBytes / 4

export class MemoryImage {
  readonly #machine: Machine
  /** Of the heap, those that are not empty, in order. */
  #pages: Page[]
  /** What they are parts of at first; `null` once they are on their own, or gone. */
  #whole: ArrayBuffer | null
  /** Another picture holds some of them. */
  #isShared = false
  #compact = false
  #isDiscarded = false
  readonly #folders: { node: FileNode; entries: [string, FileNode][] }[] = []
  readonly #files: { node: FileNode; path: string; version: FileVersion }[] = []
  readonly #streams: { stream: OpenFile; fields: OpenFile }[] = []
  readonly #slots: (OpenFile | null | undefined)[]
  readonly #nextInode: number

  constructor(machine: Machine, root: string) {
    this.#machine = machine
    const { module } = machine
    const { pages, whole } = pagesOf(this.#heap(wordsUpTo(machine.heapEnd())))
    this.#pages = pages
    this.#whole = whole
    this.#walk(module.FS.lookupPath(root).node, '')
    this.#slots = [...module.FS.streams]
    for (const stream of this.#slots) {
      if (stream) this.#streams.push({ stream, fields: { ...stream } })
    }
    this.#nextInode = module.FS.nextInode
  }

  /**
   * Lets go of what is equal in another picture, of this instance or of another one: it is held once for both. Apart from
   * taking the picture, because a lab that starts has no time for it.
   */
  compact(base: MemoryImage): void {
    if (this.#compact) return
    this.#compact = true
    base.#isShared = true
    const known = new Map(base.#pages.map(({ page, words }) => [page, words]))
    this.#pages = this.#pages.map(({ page, words }) => {
      const before = known.get(page)
      const same = before !== undefined && equalWords(before, words)
      // On its own, so that the array it was a part of goes.
      return { page, words: same ? before : words.slice() }
    })
    const kept = new Map(base.#files.map(({ path, version }) => [path, version.kept]))
    for (const { path, version } of this.#files) {
      const before = kept.get(path)
      if (before && version.kept && equalBytes(before, version.kept)) version.kept = before
    }
    this.#freeWhole()
  }

  /** Gives its memory back now, where a collector that sees only small objects would wait. It cannot be restored any more. */
  discard(): void {
    this.#pages = []
    this.#isDiscarded = true
    this.#freeWhole()
  }

  /** What it holds, for adding up pictures that share parts. */
  get parts(): (Int32Array | Uint8Array | Int8Array)[] {
    return [
      ...this.#pages.map(({ words }) => words),
      ...this.#files.flatMap(({ version }) => version.kept ?? []),
    ]
  }

  restore(): void {
    if (this.#isDiscarded) throw new TypeError('This picture has been discarded.')
    this.#restoreHeap()
    const { FS } = this.#machine.module
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
    for (const { node, version } of this.#files) this.#versions(node).putBack(node, version)
    for (const { stream, fields } of this.#streams) Object.assign(stream, fields)
    FS.streams.length = 0
    FS.streams.push(...this.#slots)
    FS.nextInode = this.#nextInode
  }

  #restoreHeap(): void {
    // Read first: where the heap ends is itself in the heap.
    const heap = this.#heap(wordsUpTo(this.#machine.heapEnd()))
    let next = 0
    for (const { page, words } of this.#pages) {
      if (page > next) heap.fill(0, next * wordsPerPage, page * wordsPerPage)
      heap.set(words, page * wordsPerPage)
      next = page + 1
    }
    heap.fill(0, next * wordsPerPage)
  }

  #freeWhole(): void {
    if (this.#whole && !this.#isShared) free(this.#whole)
    this.#whole = null
  }

  /** The heap's first words. The buffer is another one after the heap has grown. */
  #heap(words: number): Int32Array {
    return new Int32Array(this.#machine.module.wasmMemory.buffer, 0, words)
  }

  #versions(file: FileNode): FileVersions {
    return FileVersions.of(this.#machine.module, file)
  }

  #walk(node: FileNode, path: string): void {
    const { FS } = this.#machine.module
    if (FS.isDir(node.mode)) {
      const entries = Object.entries(entriesOf(node))
      this.#folders.push({ node, entries })
      for (const [name, child] of entries) this.#walk(child, `${path}/${name}`)
    } else if (FS.isFile(node.mode))
      this.#files.push({ node, path, version: this.#versions(node).current(node) })
  }
}

/** Copied into one array: a thousand small ones would cost more than what is in them. */
function pagesOf(heap: Int32Array): { pages: Page[]; whole: ArrayBuffer } {
  const filled: number[] = []
  for (let page = 0; page * wordsPerPage < heap.length; page++) {
    if (!isEmpty(pageOf(heap, page))) filled.push(page)
  }
  const copy = new Int32Array(filled.length * wordsPerPage)
  const pages = filled.map((page, place) => {
    const words = pageOf(copy, place)
    words.set(pageOf(heap, page))
    return { page, words }
  })
  return { pages, whole: copy.buffer }
}

/** Detaches it, where the engine can. */
function free(buffer: ArrayBuffer & { transfer?(bytes: number): ArrayBuffer }): void {
  buffer.transfer?.(0)
}

function pageOf(words: Int32Array, page: number): Int32Array {
  return words.subarray(page * wordsPerPage, (page + 1) * wordsPerPage)
}

/** Whole pages. */
function wordsUpTo(bytes: number): number {
  return Math.ceil(bytes / pageBytes) * wordsPerPage
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
