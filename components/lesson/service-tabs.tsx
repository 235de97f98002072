/** A service file beside its Python twin: `file="orders"` shows orders.ts and orders.py. */
import { CodeTabs } from './code-tabs'
import { ServiceCode } from './service-code'

export type ServiceTabsProps = {
  lab: string
  variant?: string
  /** Without its ending. */
  file: string
  /** The step to show; the comment reads the same in both languages. */
  label?: string
}

export function ServiceTabs({ file, ...part }: ServiceTabsProps) {
  return (
    <CodeTabs
      label={file}
      node={<ServiceCode {...part} file={`${file}.ts`} />}
      python={<ServiceCode {...part} file={`${file}.py`} />}
    />
  )
}
