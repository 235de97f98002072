/** A service file of a lab, or a part of it: the text that runs, highlighted at build time. */
import path from 'node:path'
import { CodeListing } from './code-listing'
import { highlight } from './highlight'
import {
  type Excerpt,
  excerptOfLabel,
  excerptOfLines,
  readServiceFile,
  type ServiceFile,
} from './service-source'

export type ServiceCodeProps = ServiceFile & {
  /** First and last line, as in `lines={[8, 19]}`. */
  lines?: readonly [from: number, to: number]
  /** The step under this comment of the file, which keeps its place when lines move. */
  label?: string
}

export async function ServiceCode({ lines, label, ...where }: ServiceCodeProps) {
  const text = await readServiceFile(where)
  const name = `simulations/${where.lab}/${where.file}`
  if (text === undefined) throw new Error(`There is no ${name}. Does the lesson name it right?`)
  const excerpt = chooseExcerpt(text, { lines, label })
  if (excerpt === undefined) throw new Error(`No comment "${label}" in ${name}.`)
  return (
    <CodeListing
      title={path.basename(where.file)}
      lines={await highlight(excerpt.text, path.extname(where.file).slice(1))}
      firstLine={excerpt.firstLine}
    />
  )
}

function chooseExcerpt(
  text: string,
  part: Pick<ServiceCodeProps, 'lines' | 'label'>,
): Excerpt | undefined {
  if (part.label !== undefined) return excerptOfLabel(text, part.label)
  if (part.lines !== undefined) return excerptOfLines(text, part.lines[0], part.lines[1])
  return { text, firstLine: 1 }
}
