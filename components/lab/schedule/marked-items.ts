/** The pieces of a schedule's text as the field draws them: the reader's faults, the workload, what is wrong. */
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import type { ScheduleProblem } from '@/simulations/schedule/schedule'

export interface TextPiece {
  start: number
  text: string
  kind: 'plain' | 'hand' | 'wrong'
}

/** The pieces in order; together they are the text. */
export function markedItems(text: string, problems: readonly ScheduleProblem[]): TextPiece[] {
  const parsed = parseScheduleSyntax(text)
  const hands = parsed.ok
    ? parsed.schedule.items.filter((item) => item.kind !== 'do').map((item) => item.span)
    : []
  const wrongs = problems.map((problem) => problem.span)
  const within = (spans: readonly { start: number; end: number }[], at: number) =>
    spans.some((span) => at >= span.start && at < Math.max(span.end, span.start + 1))
  const pieces: TextPiece[] = []
  for (let at = 0; at < text.length; at++) {
    const kind = within(wrongs, at) ? 'wrong' : within(hands, at) ? 'hand' : 'plain'
    const last = pieces.at(-1)
    if (last?.kind === kind) last.text += text.charAt(at)
    else pieces.push({ start: at, text: text.charAt(at), kind })
  }
  return pieces
}
