'use client'

import { useSyncExternalStore } from 'react'
import { IconButton } from '@/components/ui/icon-button'
import { chooseTheme, currentTheme, onThemeChange } from './theme'

export function ThemeToggle() {
  const theme = useSyncExternalStore(onThemeChange, currentTheme, () => undefined)
  return (
    <IconButton
      label="Dark theme"
      aria-pressed={theme === 'dark'}
      onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
      </svg>
    </IconButton>
  )
}
