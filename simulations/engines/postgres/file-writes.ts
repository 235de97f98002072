/** Which files of an instance were written since its memory last equalled a picture, so that only those are put back. */
import type { EmscriptenInternals, FileNode } from './memory-image'

const trackers = new WeakMap<EmscriptenInternals, FileWrites>()

export class FileWrites {
  readonly #written = new Set<FileNode>()
  /** The picture that files not in the set still equal. */
  #since: object | null = null

  /** One for each module: its file operations are watched from the first call on. */
  static of(module: EmscriptenInternals, file: FileNode): FileWrites {
    let tracker = trackers.get(module)
    if (!tracker) {
      tracker = new FileWrites()
      tracker.#watch(file)
      trackers.set(module, tracker)
    }
    return tracker
  }

  /** Files that may differ from the picture, or `null` where any may. */
  since(picture: object): ReadonlySet<FileNode> | null {
    return this.#since === picture ? this.#written : null
  }

  /** Everything equals the picture now. */
  reset(picture: object): void {
    this.#written.clear()
    this.#since = picture
  }

  /** All files of Emscripten's memory file system share one table of operations, and so do their open streams. */
  #watch(file: FileNode): void {
    const { stream_ops: streams, node_ops: nodes } = file
    const { write } = streams
    streams.write = (stream, ...rest) => {
      this.#written.add(stream.node)
      return write(stream, ...rest)
    }
    const { setattr } = nodes
    nodes.setattr = (node, ...rest) => {
      this.#written.add(node)
      return setattr(node, ...rest)
    }
  }
}
