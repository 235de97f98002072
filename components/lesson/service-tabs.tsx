/** A service file beside its Python twin: orders.ts and orders.py of the same folder. */
import path from 'node:path'
import { CodeTabs } from './code-tabs'
import { ServiceCode } from './service-code'

export type ServiceTabsProps = {
  lab: string
  /** Below the lab's folder, without its ending: "services/dual-write/orders". */
  file: string
  /** The step to show; the comment reads the same in both languages. */
  label?: string
}

export function ServiceTabs({ file, ...part }: ServiceTabsProps) {
  return (
    <CodeTabs
      label={path.basename(file)}
      node={<ServiceCode {...part} file={`${file}.ts`} />}
      python={<ServiceCode {...part} file={`${file}.py`} />}
    />
  )
}
