import { expect, it } from 'vitest'
import { consoleRefusal } from './refusals'

it.each(['BEGIN', ' copy orders from stdin', 'Commit;'])(
  'a console answers "%s" with what it can do, not with advice for services',
  (text) => {
    const said = consoleRefusal(text)
    expect(said).toMatch(/^[A-Z]+ cannot be used here: this console reads .* Ask with SELECT\.$/)
    expect(said).not.toMatch(/tx|INSERT/)
  },
)

it('has nothing of its own to say of what reads', () => {
  expect(consoleRefusal('SELECT pg_sleep(1)')).toBeNull()
  expect(consoleRefusal('')).toBeNull()
})
