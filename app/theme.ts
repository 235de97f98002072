/**
 * The reader's theme. Without a choice the system decides (the stylesheet's `light dark`); a choice
 * is an attribute on the root element, kept in local storage.
 */

export type Theme = 'light' | 'dark'

const storageKey = 'faultline-theme'

/**
 * Runs in the head, before the first paint, so that no page flashes in the wrong theme. Storage may
 * be blocked: then the system decides.
 */
export const themeScript = `try{var t=localStorage.getItem('${storageKey}');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch(e){}`

const darkSystem = '(prefers-color-scheme: dark)'
const changed = new Set<() => void>()

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme
  if (chosen === 'light' || chosen === 'dark') return chosen
  return systemTheme()
}

/** Choosing what the system prefers is to have no choice: the page follows the system again. */
export function chooseTheme(theme: Theme): void {
  const followsSystem = theme === systemTheme()
  if (followsSystem) delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (followsSystem) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, theme)
  } catch {
    // Storage is blocked: the choice lasts until the page is left.
  }
  for (const listener of changed) listener()
}

/** For `useSyncExternalStore`: calls back when the theme on screen may have changed. */
export function onThemeChange(listener: () => void): () => void {
  const system = matchMedia(darkSystem)
  changed.add(listener)
  system.addEventListener('change', listener)
  return () => {
    changed.delete(listener)
    system.removeEventListener('change', listener)
  }
}

function systemTheme(): Theme {
  return matchMedia(darkSystem).matches ? 'dark' : 'light'
}
