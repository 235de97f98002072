/** Reads a lab's source texts from disk, for the command line, tests and the build. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabSources } from '../../kernel/lab'

const simulations = fileURLToPath(new URL('../../', import.meta.url))

/** Every service file (TypeScript and its Python twin) and schema of a lab, by path relative to its folder. */
export function readLabSources(lab: string): LabSources {
  const sources: LabSources = {}
  const folder = path.join(simulations, lab)
  for (const part of ['services', 'schema']) {
    for (const entry of readdirSync(path.join(folder, part), {
      recursive: true,
      withFileTypes: true,
    })) {
      if (!entry.isFile() || !/\.(ts|py|sql)$/.test(entry.name)) continue
      const file = path.join(entry.parentPath, entry.name)
      sources[path.relative(folder, file).split(path.sep).join('/')] = readFileSync(file, 'utf8')
    }
  }
  return Object.fromEntries(
    Object.entries(sources).sort(([left], [right]) => (left < right ? -1 : 1)),
  )
}
