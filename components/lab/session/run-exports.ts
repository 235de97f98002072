/** A run in the forms in which it leaves the page: a command, a test, a trace. Pure. */
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { LabRecipe } from './lab-recipe'
import type { Run } from './session-state'

/** More than this of changed text would bury the test that it stands in. */
const pinnedCharactersMost = 8_000

/** Without its ending: how the files that a run is saved as are called. */
export function fileStemOf(lab: string, { recipe, report }: Run): string {
  return `${lab}-${recipe.variant}-${report.fingerprint.slice(0, 8)}`
}

/** What `editsFileOf` is saved as, and the command reads. */
export function editsFileNameOf(lab: string, run: Run): string {
  return `${fileStemOf(lab, run)}.edits.json`
}

/**
 * As typed into a shell in the project's folder; it prints the same run. Changed code does not fit in a line: the line reads
 * it from a file.
 */
export function commandLineOf(lab: string, run: Run): string {
  const { variant, seed, schedule, edits } = run.recipe
  const command = `npm run -s lab -- run ${lab} --variant ${variant} --seed ${seed}`
  const faults = schedule === '' ? '' : ` --faults ${quoted(schedule)}`
  return `${command}${faults}${edits ? ` --edits ${editsFileNameOf(lab, run)}` : ''}`
}

/** Changed files as `--edits` reads them. */
export function editsFileOf({ edits = {} }: LabRecipe): string {
  return `${JSON.stringify(edits, null, 2)}\n`
}

/** @returns whether a test of the run can hold its changed files */
export function fitsInTest({ edits = {} }: LabRecipe): boolean {
  const characters = Object.values(edits).reduce((sum, text) => sum + text.length, 0)
  return characters <= pinnedCharactersMost
}

/** To paste below `describeContract` in the lab's test: fails when the run no longer is what it was. */
export function testOf(lab: string, { recipe, report }: Run): string {
  const edits = Object.entries(recipe.edits ?? {}).map(
    ([path, text]) => `    ${literal(path)}: ${literal(text)},`,
  )
  return [
    `pinRun('${lab}', lab, {`,
    `  variant: '${recipe.variant}',`,
    `  seed: ${recipe.seed},`,
    `  schedule: ${literal(report.schedule)},`,
    ...(edits.length > 0 ? ['  edits: {', ...edits, '  },'] : []),
    `  violates: [${violatedIn(report.trace).map(literal).join(', ')}],`,
    `  fingerprint: '${report.fingerprint}',`,
    '})',
    '',
  ].join('\n')
}

/** One event a line, as `--trace` writes them. */
export function traceLinesOf(trace: readonly TraceEvent[]): string {
  return trace.map((event) => `${JSON.stringify(event)}\n`).join('')
}

/** Ids of the invariants that were broken in the end. */
function violatedIn(trace: readonly TraceEvent[]): string[] {
  const verdicts = new Map<string, boolean | null>()
  for (const event of trace)
    if (event.kind === 'verdict') verdicts.set(event.invariant, event.holds)
  return [...verdicts].filter(([, holds]) => holds === false).map(([id]) => id)
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
}
