import type { CompiledSource } from './compiled-source.ts'
import { headerLines } from './source-url.ts'

interface SourceLine {
  file: string
  line: number
}

/** A frame of V8's stack: `at place (faultline:///orders/orders.ts:14:5)`. */
const frame = /faultline:\/\/\/[^/\s]*\/([^/\s]+?):(\d+):\d+/g

/**
 * The innermost line of service code in an error's stack, `null` where it has none: thrown by the kernel outside
 * any service code, or not an Error. Reads V8's stacks (Node, Chromium).
 */
export function locate(
  error: unknown,
  compiled: CompiledSource | readonly CompiledSource[],
): SourceLine | null {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return null
  const sources: readonly CompiledSource[] = 'code' in compiled ? [compiled] : compiled
  for (const match of error.stack.matchAll(frame)) {
    const source = sources.find((one) => encodeURIComponent(one.file) === match[1])
    const line = Number(match[2]) - headerLines
    if (source && line >= 1 && line < source.code.split('\n').length)
      return { file: source.file, line }
  }
  return null
}
