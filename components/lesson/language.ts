/** The language a reader reads code in, one choice for every listing of the site. */

export const languages = ['node', 'python'] as const
export type Language = (typeof languages)[number]

const storageKey = 'faultline-language'
const changed = new Set<() => void>()
let chosen: Language | undefined

export function currentLanguage(): Language {
  chosen ??= storedLanguage() ?? 'node'
  return chosen
}

export function chooseLanguage(language: Language): void {
  chosen = language
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // Storage is blocked: the choice lasts until the page is left.
  }
  for (const listener of changed) listener()
}

/** For `useSyncExternalStore`. */
export function onLanguageChange(listener: () => void): () => void {
  changed.add(listener)
  return () => changed.delete(listener)
}

function storedLanguage(): Language | undefined {
  try {
    const stored = localStorage.getItem(storageKey)
    return languages.find((language) => language === stored)
  } catch {
    return undefined
  }
}
