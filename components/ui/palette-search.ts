/** What a palette offers, and which of it answers to what has been typed. */

export interface PaletteItem {
  /** Different from that of every other item. */
  id: string
  title: string
  /** The schedule line it would write, the time it goes to, the page it opens. */
  detail?: string
  run: () => void
  /** Puts the detail where it can be changed first. */
  edit?: () => void
}

export interface PaletteGroup {
  title: string
  items: readonly PaletteItem[]
}

/** More than a reader looks through; what is meant is typed. */
const itemsMost = 6

/** Every word has to stand somewhere in the title or the detail. Groups that have nothing left are left out. */
export function found(groups: readonly PaletteGroup[], query: string): PaletteGroup[] {
  const words = wordsOf(query)
  return groups.flatMap(({ title, items }) => {
    const left = items.filter((item) => {
      const text = `${item.title} ${item.detail ?? ''}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    return left.length === 0 ? [] : [{ title, items: left.slice(0, itemsMost) }]
  })
}

/** A title in pieces, with those marked that were typed. Together they are the title. */
export function marked(title: string, query: string): { text: string; typed: boolean }[] {
  const low = title.toLowerCase()
  const typed = new Set<number>()
  for (const word of wordsOf(query)) {
    const at = low.indexOf(word)
    if (at !== -1) for (let place = at; place < at + word.length; place++) typed.add(place)
  }
  const pieces: { text: string; typed: boolean }[] = []
  for (let place = 0; place < title.length; place++) {
    const last = pieces.at(-1)
    if (last && last.typed === typed.has(place)) last.text += title.charAt(place)
    else pieces.push({ text: title.charAt(place), typed: typed.has(place) })
  }
  return pieces
}

function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean)
}
