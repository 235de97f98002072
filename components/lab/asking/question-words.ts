import type { QuestionMoment } from './question-moment'

/** What is so, and what is asked about it. */
export function questionInWords(
  { node, line, on, subject }: QuestionMoment,
  listener: string,
): string {
  // The line that the code panel marks at this moment, and the one that comes after it.
  const where = on === null ? '' : ` at line ${on}`
  return `${node} has stored ${subject}${where}; line ${line} comes next. What will ${listener} hear?`
}
