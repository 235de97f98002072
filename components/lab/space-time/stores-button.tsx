/** Databases that stand in the lanes of their services get lanes of their own, and back. */
import { Button } from '@/components/ui/button'
import styles from './space-time.module.css'

export interface StoresButtonProps {
  shown: boolean
  onShow: (shown: boolean) => void
}

export function StoresButton({ shown, onShow }: StoresButtonProps) {
  return (
    <Button
      size="small"
      className={styles.stores}
      aria-label="Databases in lanes of their own"
      aria-pressed={shown}
      title={
        shown
          ? 'Databases back into the lanes of their services'
          : 'Databases in lanes of their own'
      }
      onClick={() => onShow(!shown)}
    >
      {shown ? '− db' : '+ db'}
    </Button>
  )
}
