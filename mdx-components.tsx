/** What the marks of a lesson become. Next finds this file by its name. */
import type { MDXComponents } from 'mdx/types'
import { AfterAnswer } from '@/components/lesson/after-answer'
import { ChallengeCard } from '@/components/lesson/challenge/challenge-card'
import { CodeBlock } from '@/components/lesson/code-block'
import { CodeTabs } from '@/components/lesson/code-tabs'
import { Figure } from '@/components/lesson/figure'
import { Lab } from '@/components/lesson/lab'
import { Note, Noted } from '@/components/lesson/note'
import { OrderCard } from '@/components/lesson/order/order-card'
import { Predict } from '@/components/lesson/predict'
import { SectionHeading } from '@/components/lesson/section-heading'
import { ServiceCode } from '@/components/lesson/service-code'
import { ServiceTabs } from '@/components/lesson/service-tabs'
import { SourceList } from '@/components/lesson/source-list'
import { Sweep } from '@/components/lesson/sweep'
import { HeaderCell, Table } from '@/components/lesson/table'

const components: MDXComponents = {
  h2: SectionHeading,
  pre: CodeBlock,
  table: Table,
  th: HeaderCell,
  AfterAnswer,
  ChallengeCard,
  CodeTabs,
  Figure,
  Lab,
  Note,
  Noted,
  OrderCard,
  Predict,
  ServiceCode,
  ServiceTabs,
  SourceList,
  Sweep,
}

export function useMDXComponents(): MDXComponents {
  return components
}
