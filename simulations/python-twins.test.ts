import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileSource } from './compile/compile-source'
import { fileName, type LabDefinition } from './kernel/lab'
import { labs } from './registry'
import { readLabSources } from './runner/node/load-lab'

/** A lab gets its twins when its services stand. */
const twinned = Object.keys(labs).filter((id) =>
  Object.keys(readLabSources(id)).some((path) => path.endsWith('.py')),
)

const python = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'])
const checker = readFileSync(path.join(import.meta.dirname, 'python-twins.py'), 'utf8')

describe.each(twinned)('%s', (id) => {
  const sources = readLabSources(id)
  const services = Object.keys(sources).filter((path) => path.endsWith('.ts'))

  test.each(services)('%s has a Python twin with the same steps', (path) => {
    const { labels } = compileSource({ file: fileName(path), text: sources[path] ?? '' })
    const steps = (sources[twinOf(path)] ?? '')
      .split('\n')
      .flatMap((line) => /^\s*# (.*)$/.exec(line)?.[1] ?? [])
    expect(steps).toEqual(expect.arrayContaining(labels.map(({ label }) => label)))
  })

  // Where there is no Python that knows what they use, nobody can say.
  test.skipIf(python.status !== 0)(
    'its twins compile, and every name, import and piece of app.state has somebody who defines it',
    async () => {
      const lab = await labs[id]?.()
      const programs = lab ? programsOf(lab, sources) : []
      const { stdout, stderr } = spawnSync('python3', ['-c', checker], {
        input: JSON.stringify(programs),
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      expect(JSON.parse(stdout)).toEqual([])
      expect(programs.length).toBeGreaterThan(0)
    },
  )
})

/** The files of each service of each variant, by path: what a Python process of it would be made of. */
function programsOf(
  { variants }: LabDefinition,
  sources: Readonly<Record<string, string>>,
): Record<string, string>[] {
  const programs = variants.flatMap(({ services }) =>
    services.map(({ files }) => {
      const twins = files.flatMap((file): [string, string][] => {
        const text = sources[twinOf(file)]
        return text === undefined ? [] : [[twinOf(file), text]]
      })
      return JSON.stringify(Object.fromEntries(twins))
    }),
  )
  return [...new Set(programs)].map((text) => JSON.parse(text))
}

function twinOf(file: string): string {
  return file.replace(/\.ts$/, '.py')
}
