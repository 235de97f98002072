/**
 * Gives every page of out/ its content security policy. The scripts that Next writes into a page are allowed by their
 * hashes, so no other inline script runs; nothing is asked of another host. A static host sends no headers of ours, so
 * the policy stands in the page itself. docs/decisions/content-security-policy.md says what each part is for.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

const root = 'out'
/** It has a policy of its own. */
const frame = /[\\/]generated[\\/]frame\.[0-9a-f]+\.html$/
const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g

const entries = await readdir(root, { recursive: true })
const pages = entries
  .filter((name) => name.endsWith('.html'))
  .map((name) => path.join(root, name))
  .filter((file) => !frame.test(file))
await Promise.all(pages.map(addPolicy))
console.log(`content security policy: ${pages.length} pages`)

async function addPolicy(file) {
  const text = await readFile(file, 'utf8')
  const head = /<head[^>]*>/.exec(text)
  if (!head) throw new Error(`${file} has no <head>.`)
  if (text.includes('http-equiv="Content-Security-Policy"')) return
  const end = head.index + head[0].length
  const tag = `<meta http-equiv="Content-Security-Policy" content="${policyOf(text)}"/>`
  await writeFile(file, text.slice(0, end) + tag + text.slice(end))
}

function policyOf(text) {
  const hashes = new Set(
    [...text.matchAll(inlineScript)].map(
      ([, script]) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    ),
  )
  return [
    "default-src 'none'",
    `script-src 'self' ${[...hashes].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
