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

const pageBytes = 65_536
const wordsPerPage = pageBytes / 4
/** Empty pages in a row after which the heap counts as untouched. */
const emptyRun = 8

export class MemoryImage {
  readonly #module: EmscriptenInternals
  readonly #pages: { page: number; words: Int32Array }[] = []
  readonly #folders: { node: FileNode; entries: [string, FileNode][] }[] = []
  readonly #files: { node: FileNode; bytes: Uint8Array | Int8Array }[] = []
  readonly #streams: { stream: OpenFile; fields: OpenFile }[] = []
  readonly #slots: (OpenFile | null | undefined)[]
  readonly #nextInode: number

  constructor(module: EmscriptenInternals, root: string) {
    this.#module = module
    const heap = new Int32Array(module.wasmMemory.buffer)
    for (let page = 0; page * wordsPerPage < heap.length; page++) {
      const words = heap.subarray(page * wordsPerPage, (page + 1) * wordsPerPage)
      if (!isEmpty(words)) this.#pages.push({ page, words: words.slice() })
    }
    this.#walk(module.FS.lookupPath(root).node)
    this.#slots = [...module.FS.streams]
    for (const stream of this.#slots) {
      if (stream) this.#streams.push({ stream, fields: { ...stream } })
    }
    this.#nextInode = module.FS.nextInode
    this.#writes?.reset(this)
  }

  get #writes(): FileWrites | null {
    const first = this.#files[0]
    return first ? FileWrites.of(this.#module, first.node) : null
  }

  /** Bytes held by this picture. */
  get size(): number {
    return (
      this.#pages.length * pageBytes + this.#files.reduce((sum, file) => sum + file.bytes.length, 0)
    )
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

  #walk(node: FileNode): void {
    const { FS } = this.#module
    if (FS.isDir(node.mode)) {
      const entries = Object.entries(entriesOf(node))
      this.#folders.push({ node, entries })
      for (const [, child] of entries) this.#walk(child)
    } else if (FS.isFile(node.mode)) {
      const bytes = isBytes(node.contents)
        ? node.contents.slice(0, node.usedBytes)
        : new Uint8Array(0)
      this.#files.push({ node, bytes })
    }
  }
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
