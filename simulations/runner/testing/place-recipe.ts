/** A recipe whose service asks the language for the present, the place and the last digit. Its trace is the same on every machine. */
import type { Recipe } from '../../kernel/lab'
import type { LabBundle } from '../world'

const lab = 'outbox'
const variant = 'outbox-with-inbox'

const questions = `
import { log as said } from 'faultline'
export const at = new Date(Date.UTC(2026, 2, 29, 23, 30, 15, 250))
said.info([at, \`\${at}\`, at.toDateString(), at.toTimeString(), Date(), new Date().toString()].join(' | '))
said.info([at.getFullYear(), at.getMonth(), at.getDate(), at.getDay(), at.getHours(), at.getMinutes()].join(' '))
said.info([at.getTimezoneOffset(), at.getSeconds(), at.getMilliseconds()].join(' '))
said.info([new Date(2026, 2, 29, 2, 30), new Date('2026-03-29T02:30'), new Date('2026-03-29')].map(Number).join(' '))
said.info([new Date('2026-03-29 02:30:00+02'), new Date(at), new Date(String(at)), new Date('no')].map(Number).join(' '))
said.info(String(new Date(structuredClone(at).setHours(2, 30)).getTime()))
said.info([new (at.constructor as DateConstructor)().toISOString(), at.constructor === Date].join(' '))
try { (null as unknown as Date).getTime() } catch (error) { said.info(String((error as Error).stack?.split('\\n').length)) }
said.info(String(new Error('no place').stack))
said.info([7 ** 9, 10 ** 25, 1.1 ** 20, 3 ** -7, Math.pow(0.3, 11)].join(' '))
said.info(['Zürich', 'Istanbul', 'ızgara', 'iris'].sort().map((name) => name.toUpperCase()).join())
`

/** @returns none where the lab is not among the bundles */
export function placeRecipes(bundles: readonly LabBundle[]): Recipe[] {
  const bundle = bundles.find(({ definition }) => definition.id === lab)
  const service = bundle?.definition.variants.find(({ id }) => id === variant)?.services[0]
  const [entry] = service?.files ?? []
  if (!bundle || entry === undefined) return []
  const edits = { [entry]: `${bundle.sources[entry]}${questions}` }
  return [{ lab, variant, seed: 5, schedule: '', edits }]
}
