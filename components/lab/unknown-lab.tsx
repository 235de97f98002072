'use client'

/** Says that the address of the page names a lab which is not on it, with a way to one that is. */
import { useSyncExternalStore } from 'react'
import styles from './unknown-lab.module.css'

const nameCharactersMost = 40

export function UnknownLab() {
  const name = useSyncExternalStore(onAddress, unknownName, () => null)
  const first = useSyncExternalStore(onAddress, firstLab, () => null)
  if (name === null) return null
  return (
    <p className={styles.message} role="status">
      This link names a lab that this page does not have: {name}. Nothing of it was run.{' '}
      {first === null ? null : <a href={`#${first}`}>Go to the first lab of this page</a>}
    </p>
  )
}

function onAddress(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** Of `?lab=nope` or `#lab-nope;code=…`; `null` where the lab is there, or none is named. */
function unknownName(): string | null {
  const asked = new URLSearchParams(location.search).get('lab')
  const anchor = /^#lab-([^;]*)/.exec(location.hash)?.[1]
  const isHere = (name: string) => document.getElementById(`lab-${name}`) !== null
  // The way to a lab that is here has been taken.
  if (anchor !== undefined && isHere(anchor)) return null
  const missing = [anchor, asked].find((name) => typeof name === 'string' && !isHere(name))
  if (typeof missing !== 'string') return null
  return missing.length > nameCharactersMost ? `${missing.slice(0, nameCharactersMost)}…` : missing
}

function firstLab(): string | null {
  return document.querySelector('section[id^="lab-"]')?.id ?? null
}
