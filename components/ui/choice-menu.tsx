'use client'

/** One choice of several that need a line of explanation each: a button that opens a list. */
import { Menu } from '@base-ui/react/menu'
import { classNames } from './class-names'
import styles from './choice-menu.module.css'

export type Choice<Value extends string> = {
  value: Value
  label: string
  about: string
}

export type ChoiceMenuProps<Value extends string> = {
  /** On the button while none of these is chosen: "4 broken variants". */
  label: string
  choices: readonly Choice<Value>[]
  value: Value
  onChange: (value: Value) => void
  className?: string
}

export function ChoiceMenu<Value extends string>({
  label,
  choices,
  value,
  onChange,
  className,
}: ChoiceMenuProps<Value>) {
  const chosen = choices.find((one) => one.value === value)
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className={classNames(styles.trigger, className)}
        data-chosen={chosen ? true : undefined}
        aria-label={chosen ? `${chosen.label}, one of ${label}` : undefined}
      >
        {chosen?.label ?? label}
        <svg width="10" height="6" viewBox="0 0 10 6" aria-hidden="true">
          <path d="M1 1l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.4" />
        </svg>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className={styles.positioner}>
          <Menu.Popup className={styles.popup}>
            <Menu.RadioGroup value={value} onValueChange={onChange}>
              {choices.map((one) => (
                <Menu.RadioItem
                  key={one.value}
                  value={one.value}
                  closeOnClick
                  className={styles.item}
                >
                  <b>{one.label}</b>
                  <span>{one.about}</span>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
