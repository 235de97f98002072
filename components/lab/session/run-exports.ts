/** A run in the forms in which it leaves the page: a command, a test, a trace. Pure. */
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { LabRecipe } from './lab-recipe'
import type { Run } from './session-state'

/** As typed into a shell in the project's folder; it prints the same run. */
export function commandLineOf(lab: string, { variant, seed, schedule }: LabRecipe): string {
  const command = `npm run -s lab -- run ${lab} --variant ${variant} --seed ${seed}`
  return schedule === '' ? command : `${command} --faults ${quoted(schedule)}`
}

/** To paste below `describeContract` in the lab's test: fails when the run no longer is what it was. */
export function testOf(lab: string, { recipe, report }: Run): string {
  return [
    `pinRun('${lab}', lab, {`,
    `  variant: '${recipe.variant}',`,
    `  seed: ${recipe.seed},`,
    `  schedule: ${literal(report.schedule)},`,
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
