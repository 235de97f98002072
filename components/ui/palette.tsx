'use client'

/** One field that finds and does: pages, and what can be done to the lab in hand. Esc closes it and gives the focus back. */
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Kbd } from './kbd'
import styles from './palette.module.css'
import { found, marked, type PaletteGroup, type PaletteItem } from './palette-search'

export type PaletteProps = {
  open: boolean
  groups: readonly PaletteGroup[]
  onClose: () => void
}

export function Palette({ open, groups, onClose }: PaletteProps) {
  const [query, setQuery] = useState('')
  const [highlighted, setHighlighted] = useState<PaletteItem>()
  const chosen = useRef<(() => void) | null>(null)
  const choose = (run: () => void) => {
    chosen.current = run
    onClose()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || event.shiftKey || !highlighted?.edit) return
    event.preventDefault()
    choose(highlighted.edit)
  }
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      onOpenChangeComplete={(now) => {
        if (now) return
        setQuery('')
        // Not before: what opens next takes the focus from where this one gave it back.
        const run = chosen.current
        chosen.current = null
        run?.()
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} aria-label="Search or run a command">
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={found(groups, query)}
            value={query}
            onValueChange={setQuery}
            onItemHighlighted={setHighlighted}
            autoHighlight="always"
            keepHighlight
            itemToStringValue={(item: PaletteItem) => item.title}
          >
            <Autocomplete.Input
              className={styles.input}
              aria-label="Search or run a command"
              placeholder="Search or run a command"
              onKeyDown={keys}
            />
            <div className={styles.scroll}>
              <Autocomplete.Empty>
                <p className={styles.empty}>Nothing here is called that.</p>
              </Autocomplete.Empty>
              <Autocomplete.List>
                {(group: PaletteGroup) => (
                  <Autocomplete.Group key={group.title} items={group.items}>
                    <Autocomplete.GroupLabel className={styles.group}>
                      {group.title}
                    </Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(item: PaletteItem) => (
                        <Autocomplete.Item
                          key={item.id}
                          value={item}
                          className={styles.item}
                          onClick={() => choose(item.run)}
                        >
                          <span>
                            <Title title={item.title} query={query} />
                          </span>
                          {item.detail === undefined ? null : <small>{item.detail}</small>}
                        </Autocomplete.Item>
                      )}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
            </div>
            <div className={styles.foot}>
              <span className={styles.keys}>
                <Kbd>↑</Kbd> <Kbd>↓</Kbd> choose <Kbd>Enter</Kbd> apply{' '}
                {highlighted?.edit ? (
                  <>
                    <Kbd>Tab</Kbd> edit the line first{' '}
                  </>
                ) : null}
                <Kbd>Esc</Kbd> close
              </span>
              <Dialog.Close className={styles.close}>Close</Dialog.Close>
            </div>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Title({ title, query }: { title: string; query: string }) {
  let at = 0
  return marked(title, query).map(({ text, typed }) => {
    const key = at
    at += text.length
    return typed ? <b key={key}>{text}</b> : <span key={key}>{text}</span>
  })
}
