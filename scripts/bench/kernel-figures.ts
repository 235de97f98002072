/** The kernel alone: processes that sleep, in compiled code, without a database. */
import { compileSource } from '../../simulations/compile/compile-source'
import { loadFactory } from '../../simulations/compile/load-factory'
import { ProcessNode } from '../../simulations/kernel/process'
import { processGlobals } from '../../simulations/kernel/process-globals'
import { stopwatch } from '../../simulations/kernel/real-time-guard'
import { Simulation } from '../../simulations/kernel/simulation'
import { millisecond, second } from '../../simulations/kernel/time'

const sleeper = `import { sleep } from 'faultline'
export async function start() {
  while (true) {
    await sleep(1)
  }
}
`

/** @returns turns of the loop a second, each of which resumes one of 20 processes */
export async function kernelEventsPerSecond(
  host: 'function' | 'blob',
  turns = 200_000,
): Promise<number> {
  const compiled = compileSource({ file: 'sleeper.ts', text: sleeper })
  const factory = await loadFactory(compiled, { host })
  const processes = 20
  const simulation = new Simulation({
    seed: 1,
    invariants: [],
    bounds: { events: 50_000_000, virtualUs: (turns / processes) * millisecond + second },
  })
  for (let index = 0; index < processes; index++) {
    simulation.addNode(
      new ProcessNode(simulation, {
        id: `sleeper-${index}`,
        program: {
          files: [{ name: compiled.file, lines: compiled.lines, labels: compiled.labels }],
          load: (hooksFor, imports, globals) => factory(hooksFor(compiled.file), imports, globals),
        },
        bind: (incarnation) => ({
          imports: {
            faultline: { sleep: (ms: number) => incarnation.sleep(ms * millisecond) },
          },
          globals: processGlobals(incarnation),
        }),
      }),
    )
  }
  const elapsed = stopwatch()
  // Somebody always waits, so the run never counts as quiet.
  simulation.unanswered = 1
  await simulation.run({ stopAt: (turns / processes) * millisecond })
  return Math.round((turns / elapsed()) * 1_000)
}
