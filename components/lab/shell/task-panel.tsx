'use client'

/** Room beside the code for what the page asks of the reader. The page itself fills it: the lab knows no challenge. */
import { useEffect, useRef } from 'react'
import { giveTaskRoom } from '../session/run-desk'
import styles from './task-panel.module.css'

export function TaskPanel({ place }: { place: string }) {
  const room = useRef<HTMLDivElement>(null)
  useEffect(() => (room.current ? giveTaskRoom(place, room.current) : undefined), [place])
  return <div ref={room} className={styles.room} />
}
