'use client'

/** Says "Copied" or "Undone" at the foot of the page and goes. Nothing else is worth interrupting for. */
import { Toast as Base } from '@base-ui/react/toast'
import type { ReactNode } from 'react'
import styles from './toast.module.css'

const shownForMs = 4000

const words = { copied: 'Copied', undone: 'Undone' } as const

export type ToastKind = keyof typeof words

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider timeout={shownForMs} limit={1}>
      {children}
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

/** Returns the function that shows a toast; call it under a ToastProvider. */
export function useToast(): (kind: ToastKind) => void {
  const manager = Base.useToastManager()
  return (kind) => {
    manager.add({ title: words[kind] })
  }
}

function ToastList() {
  const { toasts } = Base.useToastManager()
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className={styles.toast}>
      <Base.Title />
    </Base.Root>
  ))
}
