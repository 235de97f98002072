'use client'

/** The keys of a lab, and the switch that turns the single letters off. */
import { useId, useSyncExternalStore } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { keyList } from '../player/commands'
import { lettersAct, onLettersChange, setLettersAct } from '../player/letters'
import styles from './dialogs.module.css'

export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const id = useId()
  const act = useSyncExternalStore(onLettersChange, lettersAct, () => true)
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      title="Keys of the lab"
      description="They act while the focus is inside the lab and not in a field."
    >
      <dl className={styles.keys}>
        {keyList.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) =>
                key === '…' ? <span key={key}>…</span> : <Kbd key={key}>{key}</Kbd>,
              )}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label htmlFor={id} className={styles.setting}>
        <input
          id={id}
          type="checkbox"
          checked={act}
          onChange={({ target }) => setLettersAct(target.checked)}
        />
        Single letters and signs act as keys
      </label>
    </Dialog>
  )
}
