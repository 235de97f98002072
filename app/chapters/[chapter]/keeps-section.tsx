'use client'

/**
 * Who has gone to a section stays at it, whatever grows above it meanwhile: a lab that loads, a question that is marked.
 * Until they scroll, press a key or touch something themselves. Some browsers anchor their scrolling, others do not.
 */
import { useEffect } from 'react'

export function KeepsSection() {
  useEffect(() => {
    let target: HTMLElement | null = null
    const aim = () => {
      target = sectionOf(location.hash)
      hold()
    }
    const hold = () => {
      if (target) goTo(target)
    }
    const release = () => {
      target = null
    }
    const onClick = ({ target: pressed }: MouseEvent) => {
      const link = pressed instanceof Element ? pressed.closest('a') : null
      // The address is that of the link when the browser has followed it.
      if (link?.hash && link.pathname === location.pathname) setTimeout(aim)
    }
    const observer = new ResizeObserver(hold)
    observer.observe(document.body)
    const listeners = new AbortController()
    const { signal } = listeners
    const passive = { signal, passive: true, capture: true }
    addEventListener('wheel', release, passive)
    addEventListener('touchmove', release, passive)
    addEventListener('pointerdown', release, passive)
    addEventListener('keydown', release, passive)
    addEventListener('click', onClick, { signal })
    addEventListener('hashchange', aim, { signal })
    aim()
    return () => {
      observer.disconnect()
      listeners.abort()
    }
  }, [])
  return null
}

/** A lab has its own way of being gone to, and its address may hold code. */
function sectionOf(hash: string): HTMLElement | null {
  const id = hash.slice(1)
  if (id === '' || id.startsWith('lab-') || id.includes(';')) return null
  try {
    return document.getElementById(decodeURIComponent(id))
  } catch {
    return null
  }
}

function goTo(section: HTMLElement): void {
  const clear = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0
  if (Math.abs(section.getBoundingClientRect().top - clear) < 2) return
  section.scrollIntoView({ block: 'start', behavior: 'instant' })
}
