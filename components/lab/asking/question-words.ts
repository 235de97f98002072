import type { QuestionMoment } from './question-moment'

/** What is so, and what is asked about it. */
export function questionInWords({ node, line, subject }: QuestionMoment, listener: string): string {
  return `${node} has stored ${subject} and is about to run line ${line}. What will ${listener} hear?`
}
