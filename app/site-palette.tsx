'use client'

/** The button and the key of the palette. The palette itself is fetched when it is asked for. */
import { useRouter } from 'next/navigation'
import { type ComponentType, useEffect, useEffectEvent, useState } from 'react'
import { offeredByLab } from '@/components/lab/shell/active-lab'
import { Kbd } from '@/components/ui/kbd'
import type { PaletteProps } from '@/components/ui/palette'
import type { PaletteGroup } from '@/components/ui/palette-search'
import styles from './site-palette.module.css'

export type SitePage = { href: string; title: string; detail: string }

export function SitePalette({ pages }: { pages: readonly SitePage[] }) {
  const router = useRouter()
  const [Palette, setPalette] = useState<ComponentType<PaletteProps> | null>(null)
  const [open, setOpen] = useState(false)
  // What was offered when it opened: it stays the same under the reader's hand.
  const [groups, setGroups] = useState<PaletteGroup[]>([])
  const ask = () => {
    setOpen(true)
    setGroups([
      ...offeredByLab(),
      {
        title: 'Pages',
        items: pages.map(({ href, title, detail }) => ({
          id: href,
          title,
          detail,
          run: () => router.push(href),
        })),
      },
      { title: 'On this page', items: sectionsOf() },
    ])
    if (Palette) return
    // Offline, there is nothing to open and nothing is lost: the next press asks again.
    import('@/components/ui/palette').then(
      (found) => setPalette(() => found.Palette),
      () => setOpen(false),
    )
  }
  const key = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
    if (event.altKey || event.shiftKey) return
    event.preventDefault()
    if (open) setOpen(false)
    else ask()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => key(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
  return (
    <>
      <button type="button" className={styles.search} onClick={ask}>
        <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
          <path
            d="m11 11 3.5 3.5M12.5 7a5.5 5.5 0 1 1-11 0 5.500 5.500 0 0 1 11 0Z"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.4"
          />
        </svg>
        <span className={styles.words}>Search or run a command</span>
        <Kbd>Ctrl K</Kbd>
      </button>
      {Palette ? <Palette open={open} groups={groups} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function sectionsOf() {
  return [...document.querySelectorAll<HTMLElement>('main h2[id]')].map((heading) => ({
    id: `#${heading.id}`,
    title: heading.textContent ?? '',
    run: () => {
      location.hash = heading.id
    },
  }))
}
