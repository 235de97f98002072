import { type Comment, type Program, parse } from 'acorn'
import { transform } from 'sucrase'
import { sourceCharactersMax } from './bounds.ts'
import { CompileError } from './compile-error.ts'
import type { CompiledSource } from './compiled-source.ts'
import { instrument } from './instrument.ts'
import { originalPosition } from './source-position.ts'
import { stepLabels } from './step-labels.ts'
import { syntaxProblem } from './syntax-problem.ts'

interface SourceFile {
  /** The name readers see, such as `orders.ts`. */
  file: string
  /** TypeScript, without JSX. */
  text: string
}

/**
 * Compiles the text of a service into the body of a factory function with a hook at each statement and `await`.
 * Every line stays where it is. Takes some milliseconds for a hundred lines; the hooks cost nanoseconds.
 *
 * @throws {CompileError} at the first thing that cannot run here, with its place in `text`.
 * @example
 * const compiled = compileSource({ file: 'orders.ts', text: 'export async function start() {\n  go()\n}' })
 * compiled.lines // [2]
 */
export function compileSource({ file, text }: SourceFile): CompiledSource {
  if (text.length > sourceCharactersMax) {
    const reason = `The file has ${text.length} characters; at most ${sourceCharactersMax} are compiled.`
    throw new CompileError(file, { line: 1, column: 1 }, reason)
  }
  if (text.startsWith('#!')) {
    throw new CompileError(file, { line: 1, column: 1 }, 'A service has no "#!" line. Remove it.')
  }
  const source = stripTypes(file, text)
  const comments: Comment[] = []
  const arrows: number[] = []
  const powers: number[] = []
  const program = parseJavaScript(file, text, source, { comments, arrows, powers })
  const { code, imports, statements } = guardDepth(file, () =>
    instrument({
      source,
      program,
      arrows,
      powers,
      reject: (position, reason) => {
        throw new CompileError(file, originalPosition(text, source, position), reason)
      },
    }),
  )
  return {
    file,
    code,
    imports,
    lines: [...statements.values()].sort((a, b) => a - b),
    labels: stepLabels({ source, comments, statements }),
  }
}

function stripTypes(file: string, text: string): string {
  return guardDepth(file, () => {
    try {
      // The options keep every line and leave the syntax of today as it is.
      return transform(text, {
        transforms: ['typescript'],
        disableESTransforms: true,
        production: true,
      }).code
    } catch (error) {
      throw syntaxError(error, file, text, text)
    }
  })
}

function parseJavaScript(
  file: string,
  text: string,
  source: string,
  found: { comments: Comment[]; arrows: number[]; powers: number[] },
): Program {
  return guardDepth(file, () => {
    try {
      return parse(source, {
        ecmaVersion: 2024,
        sourceType: 'module',
        locations: true,
        onComment: found.comments,
        onToken: (token) => {
          if (token.type.label === '=>') found.arrows.push(token.end)
          const text = source.slice(token.start, token.end)
          if (text === '**' || text === '**=') found.powers.push(token.start)
        },
      })
    } catch (error) {
      throw syntaxError(error, file, text, source)
    }
  })
}

/** Both parsers and the walk recurse: text that is nested thousands deep overflows the stack. */
function guardDepth<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const reason = 'The code is nested too deeply to be compiled. Split it into functions.'
    throw new CompileError(file, { line: 1, column: 1 }, reason)
  }
}

/** Both parsers throw a SyntaxError with `pos`; on some broken texts the first gives up without one. */
function syntaxError(error: unknown, file: string, text: string, parsed: string): unknown {
  if (!(error instanceof Error) || error instanceof RangeError) return error
  if (!('pos' in error) || typeof error.pos !== 'number') {
    const reason = `The file cannot be read as TypeScript: ${error.message}.`
    return new CompileError(file, { line: 1, column: 1 }, reason)
  }
  const { offset, reason } = syntaxProblem(parsed, error.pos, error.message)
  return new CompileError(file, originalPosition(text, parsed, offset), reason)
}
