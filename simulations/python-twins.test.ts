import { describe, expect, test } from 'vitest'
import { compileSource } from './compile/compile-source'
import { fileName } from './kernel/lab'
import { labs } from './registry'
import { readLabSources } from './runner/node/load-lab'

/** A lab gets its twins when its services stand. */
const twinned = Object.keys(labs).filter((id) =>
  Object.keys(readLabSources(id)).some((path) => path.endsWith('.py')),
)

describe.each(twinned)('%s', (id) => {
  const sources = readLabSources(id)
  const services = Object.keys(sources).filter((path) => path.endsWith('.ts'))

  test.each(services)('%s has a Python twin with the same steps', (path) => {
    const { labels } = compileSource({ file: fileName(path), text: sources[path] ?? '' })
    const steps = (sources[path.replace(/\.ts$/, '.py')] ?? '')
      .split('\n')
      .flatMap((line) => /^\s*# (.*)$/.exec(line)?.[1] ?? [])
    expect(steps).toEqual(expect.arrayContaining(labels.map(({ label }) => label)))
  })
})
