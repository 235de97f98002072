/** Compiles a service's files into the program its process runs. Compiled files are kept: one text, one factory. */
import { compileSource } from '../compile/compile-source'
import type { CompiledSource } from '../compile/compiled-source'
import { loadFactory } from '../compile/load-factory'
import { MissingImportError, type ServiceFactory } from '../compile/service-factory'
import { SimulationError } from '../kernel/errors'
import { fileName, type ServiceDefinition } from '../kernel/lab'
import type { ServiceProgram } from '../kernel/program'

interface LoadedFile {
  compiled: CompiledSource
  factory: ServiceFactory
}

/** An import that is not there is the writer's mistake, not an exit of the process. */
function loaded<T>(load: () => T): T {
  try {
    return load()
  } catch (error) {
    if (error instanceof MissingImportError) throw new SimulationError('lab', error.message)
    throw error
  }
}

function keyOf(file: string, text: string): string {
  return `${file}\n${text}`
}

export class ProgramCache {
  readonly #host: 'function' | 'blob'
  readonly #files = new Map<string, Promise<LoadedFile>>()
  /** By file name and text. */
  readonly #compiled = new Map<string, CompiledSource>()

  /** @param host how text becomes code: `function` in Node, `blob` in browsers */
  constructor(host: 'function' | 'blob') {
    this.#host = host
  }

  /** Takes over what the same compiler has made of a text elsewhere, such as when the site was built. */
  know(text: string, compiled: CompiledSource): void {
    this.#compiled.set(keyOf(compiled.file, text), compiled)
  }

  /**
   * @param sources texts by path; a path of the service that is missing is the lab's mistake
   * @throws CompileError with file, line and column
   */
  async load(service: ServiceDefinition, sources: Record<string, string>): Promise<ServiceProgram> {
    const files: LoadedFile[] = []
    for (const path of service.files) {
      const text = sources[path]
      if (text === undefined) throw new Error(`${path} is not among the lab's files`)
      files.push(await this.#file(fileName(path), text))
    }
    return {
      files: files.map(({ compiled }) => ({
        name: compiled.file,
        lines: compiled.lines,
        labels: compiled.labels,
      })),
      load: (hooksFor, imports, globals) => {
        const modules: Record<string, Record<string, unknown>> = { ...imports }
        let exports: Record<string, unknown> = {}
        // The entry comes first in the list and last in the loading: it may import the others.
        for (const { compiled, factory } of [...files].reverse()) {
          exports = loaded(() => factory(hooksFor(compiled.file), modules, globals))
          modules[`./${compiled.file.replace(/\.ts$/, '')}`] = exports
        }
        return exports
      },
    }
  }

  #file(name: string, text: string): Promise<LoadedFile> {
    const key = keyOf(name, text)
    let file = this.#files.get(key)
    if (!file) {
      // Edited texts come and go; what was compiled long ago is cheap to compile again.
      if (this.#files.size > 64) this.#files.clear()
      const compiled = this.#compiled.get(key) ?? compileSource({ file: name, text })
      file = loadFactory(compiled, { host: this.#host }).then((factory) => ({ compiled, factory }))
      this.#files.set(key, file)
    }
    return file
  }
}
