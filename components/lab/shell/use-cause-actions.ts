/** What a list of causes can do in this lab: move the playhead, and show a line where its panel stands at this width. */
import { type RefObject, useMemo } from 'react'
import type { CauseActions } from '../causes/chain-list'
import type { Commands } from './use-commands'
import type { Shell } from './use-shell'

export function useCauseActions(
  root: RefObject<HTMLElement | null>,
  shell: Shell,
  { seek }: Commands,
): CauseActions {
  const { setTab, setFile } = shell
  return useMemo(
    () => ({
      onSeek: seek,
      onLine: ({ node, file, line }) => {
        setFile({ node, name: file })
        // Where the code has a place of its own, the tabs stay as they are.
        if (!root.current?.querySelector('section[data-panel="code"]')) setTab('code')
        // The file is there after the next paint.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            const shown = root.current?.querySelector(`[data-panel="code"] [data-line="${line}"]`)
            shown?.scrollIntoView({ block: 'nearest' })
            shown?.querySelector('button')?.focus({ preventScroll: true })
          }),
        )
      },
    }),
    [root, setTab, setFile, seek],
  )
}
