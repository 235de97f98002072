/**
 * Changed code in an address: deflated, in the part after `#`, which a browser sends to no server. Who opens such a link
 * is asked before anything of it runs.
 */
import { z } from 'zod'
import { sourceCharactersMax } from '@/simulations/compile/bounds'
import type { LabSources } from '@/simulations/kernel/lab'

/** What browsers and messengers still carry whole. */
const packedCharactersMost = 60_000
const filesMost = 20
const bytesMost = 400_000

const payloadSchema = z.object({
  v: z.literal(1),
  files: z.record(z.string().max(200), z.string()),
})

/** What a link says that cannot be used, in a whole sentence. */
export class CodeLinkError extends Error {
  override readonly name = 'CodeLinkError'
}

/** What stands behind `#`: where on the page, and what is too long or too private for the part that a server gets. */
export interface HashParts {
  anchor: string
  code: string | null
  /** A schedule that is too long for the part before `#`. */
  schedule: string | null
}

/** `lab-outbox` and the code of `#lab-outbox;code=…`. */
export function splitHash(hash: string): HashParts {
  const [anchor = '', ...rest] = hash.replace(/^#/, '').split(';')
  const find = (name: string) => rest.find((part) => part.startsWith(`${name}=`))
  return {
    anchor,
    code: find('code')?.slice('code='.length) ?? null,
    schedule: new URLSearchParams(find('schedule')).get('schedule'),
  }
}

export function joinHash({ anchor, code, schedule }: HashParts): string {
  return [
    anchor,
    // Which writes a semicolon as another character.
    ...(schedule === null ? [] : [new URLSearchParams({ schedule }).toString()]),
    ...(code === null ? [] : [`code=${code}`]),
  ].join(';')
}

/** The same address with this code in it, or without any. */
export function withCode(address: string, place: string, code: string | null): string {
  const url = new URL(address)
  const { anchor, schedule } = splitHash(url.hash)
  url.hash = joinHash({ anchor: code === null ? anchor : `lab-${place}`, code, schedule })
  return url.href
}

/** The same address, leading to the lab itself. */
export function atLab(address: string, place: string): string {
  const url = new URL(address)
  url.hash = joinHash({ ...splitHash(url.hash), anchor: `lab-${place}` })
  return url.href
}

/** @throws CodeLinkError where a link with this code would not be read again */
export async function packCode(files: LabSources): Promise<string> {
  const text = JSON.stringify({ v: 1, files } satisfies z.infer<typeof payloadSchema>)
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const code = toBase64Url(new Uint8Array(await new Response(stream).arrayBuffer()))
  if (code.length > packedCharactersMost)
    throw new CodeLinkError(
      `Your code is too long for a link: packed it has ${code.length} characters, and a link carries ${packedCharactersMost}.`,
    )
  if (text.length > bytesMost) throw new CodeLinkError('Your code is too long for a link.')
  return code
}

/**
 * @param sources the lab's own texts: a link cannot add files
 * @throws CodeLinkError with what is wrong
 */
export async function unpackCode(code: string, sources: LabSources): Promise<LabSources> {
  if (code.length > packedCharactersMost) {
    throw new CodeLinkError(
      `The code in this address is longer than ${packedCharactersMost} characters.`,
    )
  }
  const parsed = payloadSchema.safeParse(readJson(await inflate(fromBase64Url(code))))
  if (!parsed.success) {
    throw new CodeLinkError(
      'The code in this address was made by another version of the site, or is damaged.',
    )
  }
  const { files } = parsed.data
  const paths = Object.keys(files)
  if (paths.length > filesMost)
    throw new CodeLinkError('The code in this address has too many files.')
  const strange = paths.find((path) => !Object.hasOwn(sources, path))
  if (strange !== undefined) {
    throw new CodeLinkError(`This link changes ${strange}, which this lab does not have.`)
  }
  const long = paths.find((path) => (files[path] ?? '').length > sourceCharactersMax)
  if (long !== undefined) {
    throw new CodeLinkError(`${long} has more than ${sourceCharactersMax} characters in this link.`)
  }
  return files
}

/** Names a text, for remembering who has agreed to run it. */
export async function hashOf(files: LabSources): Promise<string> {
  const text = JSON.stringify(
    Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1)),
  )
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return toBase64Url(new Uint8Array(digest))
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const reader = stream.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text + decoder.decode()
      length += value.length
      // Little text can unfold to gigabytes.
      if (length > bytesMost) throw new CodeLinkError('The code in this address is too long.')
      text += decoder.decode(value, { stream: true })
    }
  } catch (error) {
    reader.cancel().catch(() => undefined)
    if (error instanceof CodeLinkError) throw error
    throw new CodeLinkError('The code in this address is damaged and cannot be read.')
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    throw new CodeLinkError('The code in this address is damaged and cannot be read.')
  }
}
