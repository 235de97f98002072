import { distance } from 'fastest-levenshtein'

/** Names longer than this were not typed by hand; comparing them takes time and tells nothing. */
const comparedCharactersMax = 80

/**
 * The valid name that a mistyped one most likely meant; of equally near ones the first. `undefined` where nothing is
 * near enough to be meant.
 */
export function closestName(found: string, valid: readonly string[]): string | undefined {
  if (found.length > comparedCharactersMax) return undefined
  let best: { name: string; edits: number } | undefined
  for (const name of valid) {
    const edits = distance(found.toLowerCase(), name.toLowerCase())
    if (edits < (best?.edits ?? Number.POSITIVE_INFINITY)) best = { name, edits }
  }
  if (!best) return undefined
  const longest = Math.max(found.length, best.name.length)
  const isNear = best.edits <= Math.max(1, Math.floor(longest * 0.6))
  return isNear ? best.name : undefined
}

/** "a", "a and b", "a, b and c"; long lists are cut. */
export function listed(names: readonly string[], most = 8): string {
  const shown =
    names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names
  const last = shown.at(-1) ?? 'none'
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${last}` : last
}
