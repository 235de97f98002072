'use client'

/**
 * The faults of one node, link, message or line of code, opened where it is drawn; at most 700 px wide it is a sheet at the foot.
 * The foot shows the line that the focused one would write.
 */
import { Popover } from '@base-ui/react/popover'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Kbd } from '@/components/ui/kbd'
import { millisecond } from '@/simulations/kernel/time'
import { printItem } from '@/simulations/schedule/print-schedule'
import type { AnchorBox } from './anchor-box'
import { FaultGlyph } from './fault-glyph'
import styles from './fault-menu.module.css'
import type { FaultLengths, FaultOption } from './fault-option'

export type FaultMenuProps = {
  title: string
  /** "from 12.4 ms on" */
  about: string
  /** What it offers, at the lengths that the reader has changed. */
  options: (lengths: FaultLengths) => FaultOption[]
  /** Where it opens. */
  anchor: AnchorBox
  /** Where the focus goes back to. */
  opener: HTMLElement | null
  /** The line that would be written, or `null` when the menu is left. */
  onPreview: (text: string | null) => void
  onChoose: (option: FaultOption) => void
  onClose: () => void
}

const lengthMsMost = 10_000

export function FaultMenu({
  title,
  about,
  options: optionsAt,
  anchor,
  opener,
  onPreview,
  onChoose,
  onClose,
}: FaultMenuProps) {
  const [lengths, setLengths] = useState<FaultLengths>({})
  const options = optionsAt(lengths)
  const [active, setActive] = useState(() => options.find(applies)?.letter)
  const list = useRef<HTMLUListElement>(null)
  const shown = options.find((option) => option.letter === active)
  const preview = shown?.takes ?? (shown?.item ? printItem(shown.item) : null)

  const focusOption = (option: FaultOption) => {
    setActive(option.letter)
    onPreview(option.item ? printItem(option.item) : null)
  }
  const choose = (option: FaultOption) => {
    if (!applies(option)) return
    onPreview(null)
    onChoose(option)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) {
      if (event.key === 'Enter' && shown) {
        // Else the button that gets the focus back is pressed by the same key.
        event.preventDefault()
        choose(shown)
      }
      return
    }
    const letter = options.find((option) => option.letter === event.key.toUpperCase())
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const here = buttons.findIndex((button) => button.matches(':focus'))
    if (event.key === 'ArrowDown') buttons[(here + 1) % buttons.length]?.focus()
    else if (event.key === 'ArrowUp') buttons.at(here - 1)?.focus()
    else if (letter) choose(letter)
    else return
    event.preventDefault()
  }
  const close = (open: boolean) => {
    if (open) return
    onPreview(null)
    onClose()
  }
  return (
    <Popover.Root open onOpenChange={close} modal="trap-focus">
      <Popover.Portal>
        <Popover.Backdrop className={styles.backdrop} />
        <Popover.Positioner
          anchor={anchor}
          sideOffset={10}
          align="center"
          className={styles.positioner}
        >
          <Popover.Popup className={styles.popup} finalFocus={() => opener} onKeyDown={keys}>
            <div className={styles.head}>
              <Popover.Title className={styles.title}>{title}</Popover.Title>
              <Popover.Description className={styles.at}>{about}</Popover.Description>
            </div>
            <ul ref={list} className={styles.list}>
              {options.map((option) => (
                <li
                  key={option.letter}
                  className={styles.option}
                  data-active={option.letter === active || undefined}
                  onPointerEnter={() => focusOption(option)}
                >
                  <span className={styles.glyph}>
                    <FaultGlyph letter={option.letter} />
                  </span>
                  <button
                    type="button"
                    className={styles.label}
                    aria-disabled={!applies(option)}
                    onFocus={() => focusOption(option)}
                    onClick={() => choose(option)}
                  >
                    {option.label}
                    <small>{option.detail}</small>
                  </button>
                  {option.lengthUs === null ? null : (
                    <Length
                      label={`${option.label}: milliseconds`}
                      us={option.lengthUs}
                      disabled={option.item === null}
                      onFocus={() => focusOption(option)}
                      onChange={(us) => setLengths({ ...lengths, [option.letter]: us })}
                    />
                  )}
                  {option.nth ? (
                    <Nth
                      label={`${option.label}: which time`}
                      {...option.nth}
                      onFocus={() => focusOption(option)}
                      onChange={(nth) => setLengths({ ...lengths, [option.letter]: nth })}
                    />
                  ) : null}
                  <Kbd>{option.letter}</Kbd>
                </li>
              ))}
            </ul>
            <p className={styles.preview}>
              {preview === null
                ? 'Writes nothing'
                : shown?.takes
                  ? 'Takes out of the schedule'
                  : 'Adds to the schedule'}
              <code>{preview}</code>
            </p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function applies(option: FaultOption): boolean {
  return option.item !== null || option.takes !== undefined
}

type LengthProps = {
  label: string
  us: number
  disabled: boolean
  onFocus: () => void
  onChange: (us: number) => void
}

function Length({ label, us, disabled, onFocus, onChange }: LengthProps) {
  return (
    <span className={styles.length}>
      <input
        type="number"
        aria-label={label}
        min={1}
        max={lengthMsMost}
        value={us / millisecond}
        disabled={disabled}
        onFocus={onFocus}
        onChange={({ target }) => {
          const ms = Math.round(target.valueAsNumber * 10) / 10
          if (ms > 0 && ms <= lengthMsMost) onChange(Math.round(ms * millisecond))
        }}
      />
      ms
    </span>
  )
}

/** Which time a line is passed. More than the run has are allowed: another fault may bring them. */
function Nth({
  label,
  value,
  most,
  onFocus,
  onChange,
}: {
  label: string
  value: number
  most: number
  onFocus: () => void
  onChange: (nth: number) => void
}) {
  return (
    <span className={styles.length}>
      <input
        type="number"
        aria-label={label}
        min={1}
        max={nthMost}
        step={1}
        value={value}
        onFocus={onFocus}
        onChange={({ target }) => {
          const nth = Math.round(target.valueAsNumber)
          if (nth >= 1 && nth <= nthMost) onChange(nth)
        }}
      />
      of {most}
    </span>
  )
}

const nthMost = 9_999
