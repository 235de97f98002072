import type { CompiledSource } from './compiled-source.ts'
import { ownParameters } from './reserved-names.ts'
import { type CompiledFunction, type ServiceFactory, serviceFactory } from './service-factory.ts'
import { shadowedGlobals } from './shadowed-globals.ts'
import { headerLines, sourceUrl } from './source-url.ts'

interface LoadOptions {
  /**
   * `function` where the host may evaluate text (Node); `blob` in browsers, where a policy without `unsafe-eval`
   * still lets a blob be imported.
   */
  host: 'function' | 'blob'
  /** The node that runs the file, for stack traces and the debugger. */
  node?: string
}

/**
 * Makes compiled text runnable. One factory serves every incarnation and every node that runs the file.
 *
 * @example
 * const factory = await loadFactory(compiled, { host: 'function', node: 'orders' })
 * const service = factory(hooks, { faultline: { db } }, { Date: virtualDate })
 */
export async function loadFactory(
  compiled: CompiledSource,
  { host, node = '' }: LoadOptions,
): Promise<ServiceFactory> {
  const parameters = [...ownParameters, ...shadowedGlobals]
  const body = `${compiled.code}\n//# sourceURL=${sourceUrl(node, compiled.file)}`
  const run =
    host === 'function'
      ? (new Function(...parameters, body) as CompiledFunction)
      : await importBlob(
          `export default function(${parameters.join(',')}){${'\n'.repeat(headerLines)}`,
          body,
        )
  return serviceFactory(compiled.file, run)
}

async function importBlob(header: string, body: string): Promise<CompiledFunction> {
  // The closing brace stands before the comment that names the source.
  const end = body.lastIndexOf('\n//# sourceURL=')
  const text = `${header}${body.slice(0, end)}}${body.slice(end)}`
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
  try {
    const module: { default: CompiledFunction } = await import(
      /* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ url
    )
    return module.default
  } finally {
    URL.revokeObjectURL(url)
  }
}
