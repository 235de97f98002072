/**
 * What is kept on the reader's machine, as records of named collections. A record is checked when it is read: the store
 * may hold what another version wrote, or what another tab or a tool has spoilt. It is checked before it is written, too:
 * what could not be read again is not kept.
 */
// The small edition: pages load this before a lab is asked for.
import * as z from 'zod/mini'
import { sourceCharactersMax } from '@/simulations/compile/bounds'

const count = z.int().check(z.nonnegative())
const time = count
const text = (most: number) => z.string().check(z.maxLength(most))
const id = text(200).check(z.minLength(1))
/** Source texts by path relative to the lab's folder, as in a recipe. */
const sources = z.record(text(200), text(sourceCharactersMax))

const recipe = z.object({
  lab: id,
  variant: id,
  seed: count,
  schedule: text(100_000),
  edits: z.optional(sources),
})

/** A sentence of a run's story. */
const storyItem = z.object({
  index: count,
  at: time,
  text: text(2_000),
  emphasis: z.optional(text(2_000)),
  importance: z.enum(['fault', 'violation', 'end', 'step', 'detail']),
})

/** The answer to a question that a run marks. */
const prediction = z.object({
  /** `outbox/rows-of-payments`: chapter and question. */
  id,
  /** What the reader said; `null` where they asked to be shown. */
  answer: z.nullable(z.union([text(1_000), z.number()])),
  answeredAt: time,
  /** What the run said, once it was seen to its end. */
  marked: z.nullable(
    z.object({
      outcome: z.union([text(1_000), z.number()]),
      right: z.boolean(),
      markedAt: time,
      /** How it came to that, as the run's story has it; records of before this was kept have none. */
      story: z.optional(z.array(storyItem).check(z.maxLength(40))),
    }),
  ),
})

/** What has been done for a challenge. */
const challenge = z.object({
  id,
  tries: count,
  hints: count.check(z.maximum(3)),
  /** The best that reached the goal; `null` until one has. */
  solved: z.nullable(z.object({ solvedAt: time, cost: z.number().check(z.nonnegative()), recipe })),
})

/** A reader's own text of some files of a lab. */
const attempt = z.object({
  id,
  title: text(200),
  lab: id,
  variant: id,
  edits: sources,
  savedAt: time,
})

/** A run that the reader wants to find again. */
const savedRun = z.object({
  id,
  title: text(200),
  recipe,
  fingerprint: text(64),
  savedAt: time,
})

/** Code that came with a link, and that the reader has agreed to run. `id` is the hash of its text. */
const consent = z.object({ id, agreedAt: time })

/** Where the reader was in a chapter last. `id` is the chapter's. */
const place = z.object({
  id,
  /** The anchor of its section; one that the chapter has no more is passed over. */
  section: id,
  at: time,
})

export const collections = {
  predictions: prediction,
  challenges: challenge,
  attempts: attempt,
  runs: savedRun,
  consents: consent,
  places: place,
} as const

export type Collection = keyof typeof collections
export type ProgressRecord<C extends Collection> = z.infer<(typeof collections)[C]>

export type Prediction = ProgressRecord<'predictions'>
export type ChallengeProgress = ProgressRecord<'challenges'>
export type SavedRun = ProgressRecord<'runs'>
export type Attempt = ProgressRecord<'attempts'>

/**
 * @returns what is wrong with a value that should be a record of this collection, or the record: with all that a newer
 * version of the site has written into it, so that an update does not lose that
 */
export function readRecord<C extends Collection>(
  collection: C,
  value: unknown,
): { record: ProgressRecord<C> } | { problem: string } {
  const result = collections[collection].safeParse(value)
  if (!result.success) return { problem: z.prettifyError(result.error) }
  // The schemas only check; what they make of it would be without the keys that they do not know.
  return { record: value as ProgressRecord<C> }
}

/** @returns the record with what this version does not know of the one that it takes the place of */
export function withUnknownOf<C extends Collection>(
  collection: C,
  before: ProgressRecord<C> | null,
  after: ProgressRecord<C>,
): ProgressRecord<C> {
  const { shape } = collections[collection]
  const unknown = Object.entries(before ?? {}).filter(([key]) => !Object.hasOwn(shape, key))
  return { ...Object.fromEntries(unknown), ...after }
}
