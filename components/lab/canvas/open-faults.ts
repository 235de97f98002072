'use client'

/** Opens the faults of a thing on the map; for what travels on a link, which is drawn deep inside the map. */
import { createContext } from 'react'
import type { CanvasProps } from './canvas'

export const OpenFaults = createContext<CanvasProps['onOpenFaults']>(() => {})
