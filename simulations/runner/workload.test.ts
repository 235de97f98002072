import { expect, test } from 'vitest'
import { lab } from '../outbox/lab'
import { actionsOf } from './workload'

test.each([
  ['the default workload, written out', 'do place-order at 2ms; do place-order at 19ms', ''],
  ['no schedule', '', ''],
  ['faults alone', 'crash orders at 5ms', ''],
  ['a text that cannot be read', 'do place-', ''],
  ['actions of its own', 'do place-order at 3ms; crash orders at 5ms', 'do place-order at 3ms'],
])('the actions of %s', (_, text, actions) => {
  expect(actionsOf(lab, 7, text)).toBe(actions)
})
