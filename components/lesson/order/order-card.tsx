'use client'

/** Fetched by pages that have such an exercise only: what lessons are made of is one module, and few have one. */
import dynamic from 'next/dynamic'

export const OrderCard = dynamic(() => import('./order-board').then((module) => module.OrderBoard))
