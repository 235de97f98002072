/**
 * What files held when a picture was taken. Nothing is copied then: a file's content is kept when it is about to change,
 * once for all pictures that have it, and most files of a database never change.
 */
import type { EmscriptenInternals, FileNode } from './memory-image'

type Bytes = Uint8Array | Int8Array

/** One content of one file. */
export interface FileVersion {
  /** `null` while the file still holds it. */
  kept: Bytes | null
}

const trackers = new WeakMap<EmscriptenInternals, FileVersions>()

export class FileVersions {
  /** Versions that files hold now, where a picture has asked for them. */
  readonly #held = new WeakMap<FileNode, FileVersion>()

  /** One for each module: its file operations are watched from the first call on. */
  static of(module: EmscriptenInternals, file: FileNode): FileVersions {
    let tracker = trackers.get(module)
    if (!tracker) {
      tracker = new FileVersions()
      tracker.#watch(file)
      trackers.set(module, tracker)
    }
    return tracker
  }

  /** The version that the file holds now. */
  current(node: FileNode): FileVersion {
    let version = this.#held.get(node)
    if (!version) {
      version = { kept: null }
      this.#held.set(node, version)
    }
    return version
  }

  /** Makes the file hold that version of it again. */
  putBack(node: FileNode, version: FileVersion): void {
    if (this.#held.get(node) === version) return
    this.#beforeChange(node)
    const { kept } = version
    if (!kept) throw new TypeError(`${node.name} was changed unseen`)
    const contents = node.contents
    if (isBytes(contents) && contents.length >= kept.length) contents.set(kept)
    else node.contents = kept.slice()
    node.usedBytes = kept.length
    this.#held.set(node, version)
  }

  #beforeChange(node: FileNode): void {
    const version = this.#held.get(node)
    if (!version) return
    version.kept ??= bytesOf(node).slice()
    this.#held.delete(node)
  }

  /** All files of Emscripten's memory file system share one table of operations, and so do their open streams. */
  #watch(file: FileNode): void {
    const { stream_ops: streams, node_ops: nodes } = file
    const { write } = streams
    streams.write = (stream, ...rest) => {
      this.#beforeChange(stream.node)
      return write(stream, ...rest)
    }
    const { setattr } = nodes
    nodes.setattr = (node, ...rest) => {
      this.#beforeChange(node)
      return setattr(node, ...rest)
    }
  }
}

export function isBytes(contents: FileNode['contents']): contents is Bytes {
  return contents instanceof Uint8Array || contents instanceof Int8Array
}

/** What is in a file now, not copied. */
function bytesOf(node: FileNode): Bytes {
  return isBytes(node.contents) ? node.contents.subarray(0, node.usedBytes) : new Uint8Array(0)
}
