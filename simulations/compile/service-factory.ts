import { type ForbiddenGlobalError, forbiddenGlobal } from './forbidden-global.ts'
import type { LineHooks } from './line-hooks.ts'
import { shadowedGlobals } from './shadowed-globals.ts'

/** A module's exports by name. */
export type ModuleExports = Record<string, unknown>

/**
 * Runs the top level of a service file and gives its exports, as getters. Called once per incarnation: each call
 * has its own module state. Throws what the top level throws.
 *
 * @param imports module specifier → what that module gives
 * @param globals stand-ins for names of `shadowedGlobals`; a name left out is forbidden
 */
export type ServiceFactory = (
  hooks: LineHooks,
  imports: Record<string, ModuleExports>,
  globals: Record<string, unknown>,
) => ModuleExports

/** The function that compiled text evaluates to: own parameters first, then one for each shadowed global. */
export type CompiledFunction = (...parameters: unknown[]) => ModuleExports

/** A service imports a module or a name that is not there. */
export class MissingImportError extends Error {
  override readonly name = 'MissingImportError'
  readonly code = 'missing-import'
  readonly definite = true
  readonly fix: string

  constructor(message: string, fix: string) {
    super(`${message} ${fix}`)
    this.fix = fix
  }
}

/** Gives compiled text its hooks, imports and globals. */
export function serviceFactory(file: string, run: CompiledFunction): ServiceFactory {
  return (hooks, imports, globals) => {
    const report = (error: ForbiddenGlobalError) => hooks.forbidden?.(error)
    return run(
      hooks,
      (line: number, source: AsyncIterable<unknown> | Iterable<unknown>) =>
        tracked(hooks, line, source),
      (specifier: string, names: readonly string[]) => imported(file, imports, specifier, names),
      ...shadowedGlobals.map((name) =>
        Object.hasOwn(globals, name) && name !== 'process'
          ? globals[name]
          : forbiddenGlobal(name, report, name === 'process' ? processMembers(globals) : {}),
      ),
    )
  }
}

/** Of `process` a service has what it is given, and is told so when it reaches for the rest. */
function processMembers(globals: Record<string, unknown>): Record<string, unknown> {
  const { process: members } = globals
  return typeof members === 'object' && members !== null ? { ...members } : {}
}

function imported(
  file: string,
  imports: Record<string, ModuleExports>,
  specifier: string,
  names: readonly string[],
): ModuleExports {
  // Files of a service are named by their last segment.
  const name = specifier.replace(/^\.{1,2}\/(?:.*\/)?/, './')
  const module = Object.hasOwn(imports, name) ? imports[name] : undefined
  if (!module) {
    throw new MissingImportError(
      `${file} imports "${specifier}", which no service can import.`,
      `It can import: ${Object.keys(imports).sort().join(', ') || 'nothing'}.`,
    )
  }
  const missing = names.find((name) => !(name in module))
  if (missing !== undefined) {
    throw new MissingImportError(
      `${file} imports "${missing}" from "${specifier}", which has no such export.`,
      `It exports: ${Object.keys(module).sort().join(', ') || 'nothing'}.`,
    )
  }
  return module
}

/**
 * What `for await` iterates over, with `awaiting` called before each turn. A synchronous iterable stays one, so
 * that the language itself awaits its values.
 */
function tracked(
  hooks: LineHooks,
  line: number,
  source: AsyncIterable<unknown> | Iterable<unknown>,
): unknown {
  const over = <Turn>(iterator: { next(): Turn; return?: () => Turn }) => {
    const { next } = iterator
    return {
      next: () => {
        hooks.awaiting(line)
        return next.call(iterator)
      },
      get return() {
        const leave = iterator.return
        return leave && (() => leave.call(iterator))
      },
    }
  }
  if (Symbol.asyncIterator in Object(source)) {
    const asyncSource = source as AsyncIterable<unknown>
    return { [Symbol.asyncIterator]: () => over(asyncSource[Symbol.asyncIterator]()) }
  }
  const syncSource = source as Iterable<unknown>
  return { [Symbol.iterator]: () => over(syncSource[Symbol.iterator]()) }
}
