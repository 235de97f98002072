/** Listens for the lab's keys on its root, leaving alone what a focused control does with them itself. */
import { type RefObject, useEffect, useEffectEvent } from 'react'
import { commandOf, type LabCommand } from './commands'
import { lettersAct } from './letters'

const fields = 'input, textarea, select, [contenteditable="true"]'
/** These have a use for the space bar. The gutter has none: Enter puts a crash there, Space plays. */
const pressed =
  'button:not([data-enter-only]), a, summary, [role="radio"], [role="tab"], [role="switch"], [role="checkbox"]'
/** These have a use for Home, End and the digits of a menu. */
const listed = '[role="radio"], [role="tab"], [role="menu"], [role="dialog"]'
/** Stands over the page: Escape is for it, also while the focus is still on its way there. */
const openDialog = '[role="dialog"]:not([data-closed], [data-ending-style])'

/** @param onCommand returns whether it did something with it */
export function useLabKeys(
  root: RefObject<HTMLElement | null>,
  onCommand: (command: LabCommand) => boolean,
): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target
    if (event.defaultPrevented || !(target instanceof Element) || target.closest(fields)) return
    const command = commandOf(event)
    if (!command) return
    if (command.kind === 'close' && document.querySelector(openDialog)) return
    if (event.key === ' ' && target.closest(pressed)) return
    if ((event.key === 'Home' || event.key === 'End') && target.closest(listed)) return
    const single = event.key.length === 1 && !event.ctrlKey && !event.metaKey
    if (single && event.key !== ' ' && !lettersAct()) return
    if (onCommand(command)) event.preventDefault()
  })
  useEffect(() => {
    const element = root.current
    if (!element) return
    const listener = (event: KeyboardEvent) => handle(event)
    element.addEventListener('keydown', listener)
    return () => element.removeEventListener('keydown', listener)
  }, [root])
}
