'use client'

/** A list of things to do, opened from a button. At most 390 px of width it is a sheet at the foot. */
import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import styles from './menu.module.css'

export type MenuItem = {
  id: string
  label: ReactNode
  /** One line under the label: what it does, or why it cannot be done here. */
  detail?: ReactNode
  icon?: ReactNode
  shortcut?: ReactNode
  disabled?: boolean
  onSelect: () => void
}

export type MenuProps = {
  /** The button that opens it, usually a Button or an IconButton. */
  trigger: ReactElement
  title?: ReactNode
  items: readonly MenuItem[]
  /** Shown at the foot, for example the schedule line that the chosen item would write. */
  preview?: ReactNode
  onHighlight?: (id: string | undefined) => void
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

export function Menu({
  trigger,
  title,
  items,
  preview,
  onHighlight,
  open,
  onOpenChange,
}: MenuProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={6} align="start">
          <Base.Popup className={styles.popup}>
            <Base.Group>
              {title === undefined ? null : (
                <Base.GroupLabel className={styles.title}>{title}</Base.GroupLabel>
              )}
              {items.map((item) => (
                <Base.Item
                  key={item.id}
                  className={styles.item}
                  disabled={item.disabled}
                  onClick={item.onSelect}
                  onFocus={() => onHighlight?.(item.id)}
                >
                  <span className={styles.icon} aria-hidden="true">
                    {item.icon}
                  </span>
                  <span>
                    {item.label}
                    {item.detail === undefined ? null : <small>{item.detail}</small>}
                  </span>
                  {item.shortcut}
                </Base.Item>
              ))}
            </Base.Group>
            {preview === undefined ? null : <div className={styles.preview}>{preview}</div>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
