/** What the palette of the site offers for a lab: its actions, the moments that were seen, the faults of everything in it. */
import type { PaletteGroup, PaletteItem } from '@/components/ui/palette-search'
import { choiceOfVariants } from '@/simulations/kernel/lab'
import { formatMs } from '@/simulations/kernel/time'
import { printItem } from '@/simulations/schedule/print-schedule'
import type { FaultTarget } from '../canvas/flow-types'
import { faultOptions, targetTitle } from '../faults/fault-option'
import { fromNowOn, momentOfHand } from '../session/injection'
import type { LabSession } from '../session/lab-session'
import { type LabLayout, panelTitles, type PanelName, tabsOf } from './layout'
import type { RunView } from './run-view'
import type { Commands } from './use-commands'
import type { Shell } from './use-shell'

export interface LabHand {
  view: RunView
  layout: LabLayout
  session: LabSession
  shell: Shell
  commands: Commands
  setFull: (full: boolean) => void
  sweep: () => void
}

export function labPalette(hand: LabHand): PaletteGroup[] {
  const { view } = hand
  const from = fromNowOn(momentOfHand(view.trace, view.playhead))
  return [
    { title: 'Do', items: actionsOf(hand) },
    { title: 'Go to', items: [...momentsOf(hand), ...panelItems(hand)] },
    { title: `Break, ${from}`, items: faultsOf(hand) },
  ]
}

function actionsOf({ view, session, shell, commands, setFull, sweep }: LabHand): PaletteItem[] {
  const { lab, variant } = view
  return [
    ...lab.actions.map((action) => ({
      id: `do ${action.id}`,
      title: action.title,
      run: () => commands.act(action.id),
    })),
    { id: 'replay', title: 'Replay the run', run: commands.replay },
    ...choiceOfVariants(lab)
      .filter((one) => one.id !== variant.id)
      .map((one) => ({
        id: `variant ${one.id}`,
        title: `Switch to ${one.title}`,
        detail: 'the same schedule in another variant',
        run: () => session.setVariant(one.id),
      })),
    ...choiceOfVariants(lab)
      .filter((one) => one.id !== variant.id)
      .map((one) => ({
        id: `beside ${one.id}`,
        title: `Put ${one.title} beside it`,
        detail: 'the same schedule in both, on one clock',
        run: () => session.show({ name: 'beside', variant: one.id }),
      })),
    {
      id: 'sweep',
      title: 'Try every fault, one run each',
      detail: 'crash every line, cut every link',
      run: sweep,
    },
    ...(view.lab.interleaving
      ? [
          {
            id: 'orders',
            title: 'Every order of steps',
            run: () => session.show({ name: 'orders' }),
          },
        ]
      : []),
    {
      id: 'runs',
      title: 'Runs of this lab',
      detail: 'what it is about, one run each',
      run: () => shell.open('runs'),
    },
    { id: 'changes', title: 'Show code changes', run: () => shell.open('changes') },
    { id: 'share', title: 'Copy the link to this run', run: commands.share },
    { id: 'full', title: 'Lab over the whole window', run: () => setFull(true) },
    { id: 'keys', title: 'Keys of the lab', run: () => shell.open('keys') },
  ]
}

/** Only what the reader has seen happen. */
function momentsOf({ view, commands }: LabHand): PaletteItem[] {
  return view.story
    .filter((item) => item.importance !== 'detail' && item.at <= view.furthestAt)
    .map((item) => ({
      id: `moment ${item.index}`,
      title: item.text,
      detail: formatMs(item.at),
      run: () => commands.seek(item.at, item.index + 1),
    }))
}

function panelItems({ layout, shell, view }: LabHand): PaletteItem[] {
  return tabsOf(layout, view.lab).map((name: PanelName) => ({
    id: `panel ${name}`,
    title: `Panel: ${panelTitles[name]}`,
    run: () => shell.setTab(name),
  }))
}

function faultsOf({ view, session, shell }: LabHand): PaletteItem[] {
  const { lab, variant } = view
  const here = (id: string) => !variant.without.includes(id)
  const targets: FaultTarget[] = [
    ...lab.nodes
      .filter((node) => here(node.id))
      .map((node) => ({ kind: 'node' as const, node: node.id })),
    ...lab.links
      .filter(({ from, to }) => here(from) && here(to) && here(`${from}->${to}`))
      .map(({ from, to }) => ({ kind: 'link' as const, from, to })),
  ]
  return targets.flatMap((target) =>
    faultOptions(target, view).flatMap(({ letter, label, item, lengthUs }): PaletteItem[] => {
      if (!item) return []
      const line = printItem(item)
      const length = lengthUs === null ? '' : ` ${formatMs(lengthUs)}`
      return [
        {
          id: `${letter} ${line}`,
          title: label.includes('→')
            ? label
            : `${targetTitle(target, view)}: ${label.charAt(0).toLowerCase()}${label.slice(1)}${length}`,
          detail: line,
          run: () => session.inject(item),
          edit: () => {
            session.play(false)
            shell.begin(line)
          },
        },
      ]
    }),
  )
}
