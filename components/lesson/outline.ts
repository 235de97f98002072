/** The sections of a lesson, read from the headings of its text. */
import { slugOf } from './slug'

export type OutlineEntry = { slug: string; title: string }

/** Every second-level heading outside of code, in order. Markup inside a heading is dropped. */
export function outlineOf(mdx: string): OutlineEntry[] {
  const entries: OutlineEntry[] = []
  let insideCode = false
  for (const line of mdx.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) insideCode = !insideCode
    const heading = insideCode ? null : /^## +(.+?)\s*$/.exec(line)
    if (heading?.[1] === undefined) continue
    const title = heading[1].replace(/[`*_]/g, '')
    entries.push({ slug: slugOf(title), title })
  }
  return entries
}
