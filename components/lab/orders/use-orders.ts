/** All orders of a lab, run when the reader asks for it. */
import { useMemo, useSyncExternalStore } from 'react'
import { withEdits } from '../session/edits'
import type { LabRecipe } from '../session/lab-recipe'
import type { LabSession } from '../session/lab-session'
import type { RunView } from '../shell/run-view'
import { campaignRecipe } from '../sweep/campaign-base'
import { type CampaignRequest, type CampaignState, isBusy } from '../sweep/campaign-state'
import { campaignKey, sameRequest } from '../sweep/campaigns'

export interface OrdersHand {
  /** By variant: of the code and the seed of the run on the plate. */
  found: ReadonlyMap<string, CampaignState>
  /** By variant: what was found from another seed or of other code, where nothing has been found since. */
  before: ReadonlyMap<string, CampaignState>
  busy: boolean
  /** Every variant has been run to its end. */
  complete: boolean
  done: number
  failure: string | null
  /** Goes on, or begins again where all are done. */
  start: () => void
  stop: () => void
  /** Puts one schedule into the place of the run. */
  open: (variant: string, schedule: string) => void
}

export function useOrders(session: LabSession, { lab, run }: RunView, secret: boolean): OrdersHand {
  const { campaigns } = session
  const all = useSyncExternalStore(campaigns.subscribe, campaigns.state, campaigns.state)
  const { seed, edits } = run.recipe
  const requests = useMemo(
    () =>
      lab.variants.map(({ id }): CampaignRequest => {
        const base = {
          lab: session.lab,
          variant: id,
          seed,
          schedule: '',
          ...(edits ? { edits } : {}),
        }
        return { recipe: campaignRecipe(base, lab, id), campaign: { kind: 'orders' } }
      }),
    [session, lab, seed, edits],
  )
  const found = new Map<string, CampaignState>()
  const before = new Map<string, CampaignState>()
  for (const request of requests) {
    const { variant } = request.recipe
    const key = campaignKey(request)
    const known = [all.get(key), campaigns.old().get(key)].flatMap((state) => state ?? [])
    const same = known.find((state) => sameRequest(state.request, request))
    if (same) found.set(variant, same)
    const other = known.find((state) => state !== same && state.done > 0)
    if (other && (same?.done ?? 0) === 0) before.set(variant, other)
  }
  const states = [...found.values()]
  const complete = requests.every(({ recipe }) => found.get(recipe.variant)?.phase === 'done')
  return {
    found,
    before,
    busy: states.some(isBusy),
    complete,
    done: states.reduce((sum, { done }) => sum + done, 0),
    failure: states.find(({ failure }) => failure !== null)?.failure ?? null,
    start: () => (complete ? campaigns.restart(requests) : campaigns.start(requests)),
    stop: campaigns.stop,
    open: (variant, schedule) =>
      session.replaceRun(withEdits<LabRecipe>({ variant, seed, schedule }, edits ?? {}), {
        play: secret,
      }),
  }
}
