/**
 * The chapters in their order. Ids are part of addresses, of saved progress and of shared runs, so
 * they never change. A chapter that is not `written` is announced and not linked.
 */

export type Chapter = {
  id: string
  number: number
  title: string
  /** What goes wrong without the pattern, as one sentence. */
  breaks: string
  /** What keeps it from going wrong. */
  survives: string
  /** The line under the title, and the description that search engines show. */
  deck: string
  minutes: number
  /** Lab ids, in the order of the chapter. */
  labs: readonly string[]
  /** Chapters worth reading before this one. */
  prerequisites: readonly string[]
  written: boolean
  /** Not written, and its labs can be opened already: it has a page that nothing links to. */
  draft?: true
}

export const curriculum: readonly Chapter[] = [
  {
    id: 'database-per-service',
    number: 1,
    title: 'Database per service',
    breaks: 'One team renames a column; three services fail.',
    survives: 'A database each. Events clear up the orphans.',
    deck: 'Four teams share one Postgres until one of them changes it. What a database of one’s own buys, and the foreign key it costs.',
    minutes: 35,
    labs: ['shared-database'],
    prerequisites: [],
    written: false,
    draft: true,
  },
  {
    id: 'choosing-a-database',
    number: 2,
    title: 'Choosing a database',
    breaks: 'Stock counted in a cache sells the last lamp twice.',
    survives: 'Stores chosen by guarantee, one job at a time.',
    deck: 'Eight jobs, seven kinds of store. Which guarantee each job needs, and what happens when the store does not give it.',
    minutes: 40,
    labs: ['store-choice'],
    prerequisites: ['database-per-service'],
    written: false,
  },
  {
    id: 'data-ownership',
    number: 3,
    title: 'Data ownership',
    breaks: 'Checkout stops because the users service is down.',
    survives: 'A slim projection, with one call kept for the address.',
    deck: 'An order needs facts that another service owns. Calling for them, copying them, and copying as little as will do.',
    minutes: 45,
    labs: ['data-ownership'],
    prerequisites: ['database-per-service'],
    written: false,
  },
  {
    id: 'eventual-consistency',
    number: 4,
    title: 'Eventual consistency',
    breaks: 'A copy of a profile goes back in time.',
    survives: 'Versions, and a number to go with “eventual”.',
    deck: 'A change travels to three copies. How long they disagree, what a reader may see meanwhile, and how to put a number on it.',
    minutes: 40,
    labs: ['eventual-consistency'],
    prerequisites: ['data-ownership'],
    written: false,
  },
  {
    id: 'sagas',
    number: 5,
    title: 'Sagas',
    breaks: 'A customer pays for a cancelled order.',
    survives: 'Compensation, one pivot, and a tombstone for late steps.',
    deck: 'One order, four services, no transaction around them. How to go forward, how to take steps back, and what a crash does in between.',
    minutes: 80,
    labs: ['two-phase-commit', 'saga', 'saga-isolation'],
    prerequisites: ['eventual-consistency'],
    written: true,
  },
  {
    id: 'outbox',
    number: 6,
    title: 'The outbox',
    breaks: 'An order is stored and nobody is told.',
    survives: 'The row and its message share one commit.',
    deck: 'An order is stored and nobody is told. Where the message goes missing, and how one commit keeps it.',
    minutes: 45,
    labs: ['outbox', 'outbox-relay'],
    prerequisites: [],
    written: true,
  },
  {
    id: 'change-data-capture',
    number: 7,
    title: 'Change data capture',
    breaks: 'Deletes never reach the copy.',
    survives: 'Read the write-ahead log, not a timestamp column.',
    deck: 'The database already writes down every change it makes. How to read that log, and what it tells your consumers that you did not mean to.',
    minutes: 50,
    labs: ['change-data-capture', 'cdc-snapshot'],
    prerequisites: ['outbox'],
    written: false,
  },
  {
    id: 'cqrs',
    number: 8,
    title: 'CQRS',
    breaks: 'A dashboard counts one order twice.',
    survives: 'A projector that remembers each version it applied.',
    deck: 'One model for the rules, others for the questions. What keeps the answers true when messages come twice, late or not at all.',
    minutes: 45,
    labs: ['cqrs'],
    prerequisites: ['outbox'],
    written: false,
  },
  {
    id: 'zero-downtime-migrations',
    number: 9,
    title: 'Zero-downtime migrations',
    breaks: 'A rename fails every request for four seconds.',
    survives: 'Expand, backfill, soak, contract.',
    deck: 'Two versions of the code run at once and traffic never stops. The order of steps that no request notices.',
    minutes: 70,
    labs: ['rename-column', 'ddl-locks', 'rename-across-services'],
    prerequisites: ['database-per-service'],
    written: false,
  },
  {
    id: 'reporting-across-services',
    number: 10,
    title: 'Reporting across services',
    breaks: 'The monthly report is short by one service.',
    survives: 'A warehouse stream with a line after which nothing moves.',
    deck: 'One question, five databases. Where the answer should come from, and from which moment on it may no longer change.',
    minutes: 40,
    labs: ['reporting'],
    prerequisites: ['change-data-capture'],
    written: false,
  },
]

/** The chapter with this id, or undefined where there is none. */
export function findChapter(id: string): Chapter | undefined {
  return curriculum.find((chapter) => chapter.id === id)
}

/** The written chapters before and after this one, for the links at the foot of a page. */
export function neighbours(id: string): {
  previous: Chapter | undefined
  next: Chapter | undefined
} {
  const written = curriculum.filter((chapter) => chapter.written)
  const index = written.findIndex((chapter) => chapter.id === id)
  return {
    previous: index > 0 ? written[index - 1] : undefined,
    next: index >= 0 ? written[index + 1] : undefined,
  }
}
