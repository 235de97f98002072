/** A recipe whose services leave rejected promises behind, at the same moments: whoever is blamed shows in its trace. */
import type { Recipe } from '../../kernel/lab'
import type { LabBundle } from '../world'

const lab = 'outbox'
const variant = 'outbox-with-inbox'

/** One statement for each service. None of them waits for an effect that is rejected. */
const leaves: readonly ((text: string) => string)[] = [
  (text) => `void failing('${text}')`,
  (text) => `void nap(0).then(() => { throw new Error('${text}') })`,
  (text) => `void Promise.reject(new Error('${text}'))`,
  () => `await nap(1)`,
  (text) => `void Promise.all([nap(5), failing('${text}')])`,
]

/** What a service does beside its work after its first start. It asks for nothing more once it has left its rejection. */
function chore(leave: string): string {
  return `
import { sleep as nap } from 'faultline'
const failing = async (text: string) => { throw new Error(text) }
async function chores() {
  await nap(6)
  if (Date.now() % 1000 > 40) return
  ${leave}
}
void chores()
`
}

/** @returns none where the lab is not among the bundles */
export function rejectingRecipes(bundles: readonly LabBundle[]): Recipe[] {
  const bundle = bundles.find(({ definition }) => definition.id === lab)
  const services = bundle?.definition.variants.find(({ id }) => id === variant)?.services
  if (!bundle || !services) return []
  const edits: Record<string, string> = {}
  for (const [index, { node, files }] of services.entries()) {
    const [entry = ''] = files
    const leave = leaves[index % leaves.length]
    if (leave) edits[entry] = `${bundle.sources[entry]}${chore(leave(`left by ${node}`))}`
  }
  return [3, 4].map((seed) => ({ lab, variant, seed, schedule: '', edits }))
}
