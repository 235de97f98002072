/**
 * The files that an instance starts from: its data directory, read once from its archive, and PGlite's support files.
 * Both are put straight into Emscripten's file system. PGlite's own way unpacks the archive for every instance and looks
 * a thousand files up by their paths, over and over, which took a sixth of a lab's start.
 */
import { EmscriptenBuiltinFilesystem } from '@electric-sql/pglite/basefs'
import type { EmscriptenInternals, FileNode } from './memory-image'

/** Where PGlite has its data. */
export const dataRoot = '/pglite/data'

export interface DirectoryEntry {
  /** Below the directory, without a slash in front. */
  path: string
  /** `null` for a folder. */
  bytes: Uint8Array | null
}

/**
 * Reads a tar archive in the POSIX format; folders come before what is in them.
 * @throws TypeError when it is damaged, or holds anything but files and folders
 */
export function readArchive(archive: Uint8Array): DirectoryEntry[] {
  const entries: DirectoryEntry[] = []
  for (let at = 0; archive[at] !== undefined && archive[at] !== 0; ) {
    const header = archive.subarray(at, at + blockBytes)
    const text = (start: number, length: number) => textOf(header.subarray(start, start + length))
    const size = Number.parseInt(text(124, 12), 8)
    const kind = text(156, 1)
    const path = [text(345, 155), text(0, 100)].join('/').replace(/^\/+|\/+$/g, '')
    at += blockBytes
    if (text(257, 5) !== 'ustar' || !(at + size <= archive.length))
      throw new TypeError('The prepared database directory is damaged.')
    if (kind === '5') entries.push({ path, bytes: null })
    else if (kind === '0' || kind === '')
      entries.push({ path, bytes: archive.subarray(at, at + size) })
    else throw new TypeError(`${path} is neither a file nor a folder`)
    at += Math.ceil(size / blockBytes) * blockBytes
  }
  return entries
}

/** PGlite's file system in memory, with the data directory in it from the start. */
export class PreparedFiles extends EmscriptenBuiltinFilesystem {
  readonly #entries: readonly DirectoryEntry[]

  constructor(entries: readonly DirectoryEntry[]) {
    super()
    this.#entries = entries
  }

  override async initialSyncFs(): Promise<void> {
    const { FS } = this.#internals()
    FS.mkdirTree(dataRoot)
    const folders = new Folders(FS)
    for (const { path, bytes } of this.#entries) {
      // Not `slice`: a Buffer of Node gives a view.
      if (bytes) folders.addFile(`${dataRoot}/${path}`, new Uint8Array(bytes), fileMode)
      else folders.addFolder(`${dataRoot}/${path}`)
    }
  }

  override async closeFs(): Promise<void> {
    this.#internals().FS.quit()
  }

  #internals(): EmscriptenInternals {
    // PGlite's type leaves these parts of Emscripten's file system out.
    return this.pg?.Module as unknown as EmscriptenInternals
  }
}

/** Has PGlite put its support files there in the same way. To be called before it does. */
export function addSupportFilesFast(module: EmscriptenInternals): void {
  const folders = new Folders(module.FS)
  module.FS_createDataFile = (path, _, bytes) => folders.addFile(path, bytes, supportMode)
}

/** Folders by their path, so that each is looked up once. */
class Folders {
  readonly #files: EmscriptenInternals['FS']
  readonly #nodes = new Map<string, FileNode>()

  constructor(files: EmscriptenInternals['FS']) {
    this.#files = files
  }

  addFolder(path: string): void {
    this.#nodes.set(path, this.#add(path, folderMode))
  }

  /** @param bytes belong to the file from now on */
  addFile(path: string, bytes: Uint8Array, mode: number): void {
    const node = this.#add(path, mode)
    node.contents = bytes
    node.usedBytes = bytes.length
  }

  #add(path: string, mode: number): FileNode {
    const end = path.lastIndexOf('/')
    const above = path.slice(0, end)
    const parent = this.#nodes.get(above) ?? this.#files.lookupPath(above).node
    this.#nodes.set(above, parent)
    return parent.node_ops.mknod(parent, path.slice(end + 1), mode, 0)
  }
}

const blockBytes = 512
const fileMode = 0o100666
/** As PGlite makes them. */
const supportMode = 0o100777
const folderMode = 0o40777
const decoder = new TextDecoder()

/** Up to the zero that ends it. */
function textOf(field: Uint8Array): string {
  const end = field.indexOf(0)
  return decoder.decode(end < 0 ? field : field.subarray(0, end)).trim()
}
