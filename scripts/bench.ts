/**
 * Figures, as JSON lines: what no test asserts, because a machine's mood would decide it.
 * `npm run bench` measures in Node; with `-- --browser` also in Chromium, on the site as last built.
 */
import { kernelEventsPerSecond } from './bench/kernel-figures'
import { outboxWorld, runAgainstBareSql, schedulesPerSecond } from './bench/run-figures'

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

const { world, bundle } = await outboxWorld()
const { ratio, ...details } = await runAgainstBareSql(world, bundle)
report('run / its SQL bare on PGlite, warm', ratio, '<= 1.6', details)
report(
  'explore, schedules/s, outbox-with-inbox, Node',
  await schedulesPerSecond(world, bundle),
  '>= 20',
)
await world.databases.close()

if (process.argv.includes('--browser')) {
  const { browserFigures } = await import('./bench/browser-figures')
  for (const { figure, value, target, ...rest } of await browserFigures())
    report(figure, value, target, rest)
}
process.exit(0)
