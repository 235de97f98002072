/**
 * Builds what a lab loads when it is started: the worker as one classic script, and for each lab its sources with
 * highlighting. Written to `public/generated/`, not tracked; names carry a hash, `manifest.json` lists them.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { readLabSources } from '../simulations/runner/node/load-lab'
import { labIds } from '../simulations/registry'
import { highlight } from '../components/lesson/highlight'
import type { GeneratedManifest, LabContent } from '../components/lab/session/lab-content'
import { runPosters } from './run-posters'
import { compileSource } from '../simulations/compile/compile-source'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = path.join(root, 'public', 'generated')

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })

const worker = await bundle('simulations/worker/lab-worker.ts')
const relay = await bundle('simulations/worker/frame-relay.ts')
const manifest: GeneratedManifest = {
  worker: store('lab-worker', 'js', worker),
  frame: store('frame', 'html', framePage(relay)),
  labs: {},
}
for (const lab of labIds) {
  manifest.labs[lab] = store(lab, 'json', JSON.stringify(await labContent(lab)))
}
writeFileSync(path.join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
await runPosters(path.join(root, '.cache', 'posters'), worker)

/** One classic script. */
async function bundle(entry: string): Promise<string> {
  const bundled = await build({
    entryPoints: [path.join(root, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    // PGlite asks for Node's modules only in Node.
    external: [
      'node:*',
      'fs',
      'path',
      'crypto',
      'module',
      'url',
      'worker_threads',
      'fs/promises',
      'util',
      'stream',
      'zlib',
    ],
    define: { 'import.meta.url': 'self.location.href', 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  const script = bundled.outputFiles[0]
  if (!script) throw new Error(`esbuild wrote nothing for ${entry}`)
  return script.text.trim()
}

/**
 * The page in which changed code runs. Its policy allows its own script, the worker that it is handed, and the modules
 * and the wasm that this one loads from memory; no connection, no picture, no other frame, no text turned into code.
 */
function framePage(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'wasm-unsafe-eval' blob:`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Runs changed code</title>
</head>
<body><script>${script}</script></body>
</html>
`
}

async function labContent(lab: string): Promise<LabContent> {
  const sources = readLabSources(lab)
  const content: LabContent = { sources, highlighted: {}, code: {} }
  for (const [file, text] of Object.entries(sources)) {
    content.highlighted[file] = await highlight(text, languageOf(file))
    if (!file.endsWith('.ts')) continue
    content.code[file] = compileSource({ file: path.basename(file), text })
  }
  return content
}

function store(name: string, extension: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12)
  const file = `${name}.${hash}.${extension}`
  writeFileSync(path.join(target, file), text)
  return file
}

function languageOf(file: string): 'typescript' | 'python' | 'sql' {
  if (file.endsWith('.py')) return 'python'
  return file.endsWith('.sql') ? 'sql' : 'typescript'
}
