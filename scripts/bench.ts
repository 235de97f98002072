/**
 * Figures, as JSON lines: what no test asserts, because a machine's mood would decide it.
 * `npm run bench` measures in Node; with `-- --browser` also in Chromium, on the site as last built.
 */
import { kernelEventsPerSecond } from './bench/kernel-figures'
import { labWorld, medianRunMs, runAgainstBareSql, schedulesPerSecond } from './bench/run-figures'

function report(
  figure: string,
  value: number,
  target: string,
  details: Record<string, unknown> = {},
): void {
  process.stdout.write(
    `${JSON.stringify({ figure, value: Math.round(value * 100) / 100, target, ...details })}\n`,
  )
}

await kernelEventsPerSecond('function', 20_000)
report('kernel alone, events/s, Node', await kernelEventsPerSecond('function'), '>= 120000')

const { world, bundle } = await labWorld('outbox')
const { ratio, ...details } = await runAgainstBareSql(world, bundle)
report('run / its SQL bare on PGlite, warm', ratio, '<= 1.6', details)
report(
  'explore, schedules/s, outbox-with-inbox, Node',
  await schedulesPerSecond(world, bundle, 'outbox-with-inbox', 300),
  '>= 20',
)
await world.databases.close()

const saga = await labWorld('saga')
for (const [schedule, what] of [
  ['do place-order at 2ms', 'one order'],
  ['do place-order with card=refused at 2ms', 'one order, refused'],
] as const) {
  const recipe = { lab: 'saga', variant: 'orchestrated', seed: 7, schedule }
  const { ms, statements } = await medianRunMs(saga.world, saga.bundle, recipe)
  report(`a run of the saga orchestrated, ${what}, ms, Node`, ms, '<= 60', { statements })
}
report(
  'explore, schedules/s, saga orchestrated, Node',
  await schedulesPerSecond(saga.world, saga.bundle, 'orchestrated', 100),
  '>= 10',
)
await saga.world.databases.close()

if (process.argv.includes('--browser')) {
  const { browserFigures } = await import('./bench/browser-figures')
  for (const { figure, value, target, ...rest } of await browserFigures())
    report(figure, value, target, rest)
}
process.exit(0)
