/** A lab in a lesson that opens with every single fault, one run each. */
import { Lab, type LabProps } from './lab'

export function Sweep(props: Omit<LabProps, 'opens' | 'faults'>) {
  return <Lab {...props} opens="sweep" />
}
