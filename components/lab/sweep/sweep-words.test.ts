import { describe, expect, it } from 'vitest'
import type { CampaignRun } from '@/simulations/runner/campaign-run'
import { lab } from '@/simulations/outbox/lab'
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import { type CampaignState, startCampaign, type Tried } from './campaign-state'
import { markOf } from './run-mark'
import {
  durationWords,
  evidenceWords,
  faultWords,
  noticedWords,
  paceWords,
  reservationWords,
  resultWords,
  summaryWords,
  talliesOf,
} from './sweep-words'

const dualWrite = lab.variants.find(({ id }) => id === 'dual-write') ?? lab.variants[0]
if (!dualWrite) throw new Error('no dual write')

function ran(violated: string[], more: Partial<CampaignRun> = {}): Tried {
  return {
    kind: 'ran',
    run: {
      outcome: violated.length > 0 ? 'violated' : 'holds',
      reason: null,
      looped: null,
      violations: violated.map((invariant) => ({
        invariant,
        violatedAt: 0,
        evidence: { text: `${invariant} is gone`, at: 0, subject: null, targets: [] },
      })),
      unjudged: [],
      failedAudits: [],
      noticed: { errors: 0, requests: 0 },
      effort: { statements: 12, longestAnswerUs: 9_000 },
      unmet: false,
      fingerprint: '',
      ...more,
    },
  }
}

describe('a fault as a headline', () => {
  it.each([
    ['crash orders after orders.ts:15', 'crash after orders.ts:15'],
    ['crash orders before orders.ts:15 #2', 'crash before orders.ts:15, second time'],
    [
      'crash orders after orders.ts:15, restart after 120ms',
      'crash after orders.ts:15, down for 120 ms',
    ],
    ['crash broker at 10.25ms', 'crash broker at 10.2 ms'],
    ['cut orders->broker from 7.5ms to 37.5ms', 'cut orders → broker at 7.5 ms, for 30 ms'],
    ['cut orders->broker from 7.5ms', 'cut orders → broker at 7.5 ms, until the heal'],
    ['pause orders at 1ms for 9ms', 'pause orders at 1ms for 9ms'],
  ])('%s', (text, words) => {
    const parsed = parseScheduleSyntax(text)
    const [item] = parsed.ok ? parsed.schedule.items : []
    expect(item && item.kind !== 'do' ? faultWords(item) : null).toBe(words)
  })
})

describe('what runs say less of than it seems', () => {
  it('counts those that were not judged, not finished, or met by no fault', () => {
    const results = [
      ran([]),
      ran([], { unmet: true }),
      ran(['announced'], { unmet: true }),
      ran([], { unjudged: ['announced'] }),
      ran([], { unjudged: ['billed-once'] }),
      { kind: 'stopped', message: 'It hung.' } as const,
      null,
    ]
    expect(reservationWords(results, dualWrite)).toBe(
      '1 could not be judged: a node that matters never returned; 1 could not be finished; in 1 a fault never met its moment.',
    )
    expect(reservationWords([ran([]), ran(['announced'])], dualWrite)).toBeNull()
  })
})

describe('what a run came to', () => {
  it.each<[string, Tried | null, string, string]>([
    ['nothing yet', null, 'waiting', 'not run yet'],
    ['kept', ran([]), 'kept', 'every promise kept'],
    ['unmet', ran([], { unmet: true }), 'kept', 'every promise kept; a fault never met its moment'],
    ['broken', ran(['announced']), 'broken', 'broken: Every committed order is announced'],
    [
      'what it never promised',
      ran(['billed-once']),
      'not-promised',
      'broken, not promised here: The customer is billed once',
    ],
    [
      'unjudged',
      ran([], { unjudged: ['announced'] }),
      'unjudged',
      'could not be judged: a node that matters never returned',
    ],
    [
      'stopped',
      { kind: 'stopped', message: 'It never ended.' },
      'stopped',
      'the run stopped: It never ended.',
    ],
  ])('%s', (_, tried, mark, words) => {
    expect(markOf(tried, dualWrite)).toBe(mark)
    expect(resultWords(tried, dualWrite, lab)).toBe(words)
  })

  it('names what was lost by a promise before anything else, and a bound as what it is', () => {
    const both = ran(['billed-once', 'announced'])
    expect(both.kind === 'ran' && evidenceWords(both.run, dualWrite)).toBe('announced is gone')
    const bound = ran([], {
      reason: '20000 events',
      violations: [{ invariant: 'announced', violatedAt: 9, evidence: null }],
    })
    expect(bound.kind === 'ran' && evidenceWords(bound.run, dualWrite)).toBe(
      'The run reached its bound of 20000 events before it came true',
    )
  })

  it('says who could have noticed', () => {
    const words = (errors: number, requests: number) => {
      const tried = ran([], { noticed: { errors, requests } })
      return tried.kind === 'ran' ? noticedWords(tried.run) : ''
    }
    expect(words(0, 0)).toBe('nobody: no error logged, every request answered')
    expect(words(2, 1)).toBe('the client: 1 request failed; the log: 2 errors')
  })
})

describe('what a campaign came to', () => {
  const recipe = { lab: 'outbox', variant: 'dual-write', seed: 7, schedule: '' }
  const state: CampaignState = {
    ...startCampaign({ recipe, campaign: { kind: 'sweep' } }),
    phase: 'done',
    results: [ran([]), ran(['announced']), ran(['billed-once']), ran(['billed-once'])],
    done: 4,
    elapsedMs: 400,
  }

  it('counts each promise, and what nobody promised apart', () => {
    expect(talliesOf(state, dualWrite, lab)).toMatchObject([
      { invariant: 'announced', violated: 1, mark: 'broken', said: 'as it says beforehand' },
      { invariant: 'billed-once', violated: 2, mark: 'not-promised', said: 'not promised here' },
      { invariant: 'no-ghost', violated: 0, mark: 'kept', said: '' },
    ])
  })

  it('is said in one sentence, and its pace in another', () => {
    expect(summaryWords(state, dualWrite)).toBe('Dual write: 4 runs, 1 broke a promise.')
    expect(summaryWords({ ...state, results: [ran([])], done: 1 }, dualWrite)).toBe(
      'Dual write: 1 run, none broke a promise.',
    )
    expect(paceWords(state)).toBe('4 runs took 0.4 s on this machine, 10 a second')
    expect(durationWords(212, 20)).toBe('about 4 s')
  })
})
