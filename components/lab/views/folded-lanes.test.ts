import { describe, expect, it } from 'vitest'
import { foldedLanes, lanePlaces } from './folded-lanes'
import type { Lane } from './lanes'

const lanes = 'abcdefghi'.split('').map((node): Lane => ({ node, kind: 'service' }))

describe('folding lanes', () => {
  it('happens only with more than eight, and only about a selected order', () => {
    expect(foldedLanes(lanes, null)).toBe(lanes)
    expect(foldedLanes(lanes.slice(0, 8), new Set(['a']))).toHaveLength(8)
  })

  it('keeps what the order touches, in its order, and counts the others', () => {
    const folded = foldedLanes(lanes, new Set(['b', 'a', 'd', 'e', 'f', 'i']))
    expect(folded.map((lane) => lane.node)).toEqual(['a', 'b', 'd', 'e', 'f', 'i', '3 others'])
    expect(folded.at(-1)?.members).toEqual(['c', 'g', 'h'])
    expect(lanePlaces(folded).get('g')).toBe(6)
  })

  it('is not worth it for one', () => {
    expect(foldedLanes(lanes, new Set('abcdefgh'.split('')))).toBe(lanes)
  })
})
