import { describe, expect, it } from 'vitest'
import { neighbourOrder, orderOfActions, stepOrders, type Side } from './interleaving'

const saga = (name: string) => ({
  name,
  node: name.toLowerCase(),
  subject: name,
  steps: ['reads', 'writes', 'pays'].map((title) => ({ action: `${name}-${title}`, title })),
})
const sagas = { A: saga('Ada'), B: saga('Bo') }
const order = (text: string): Side[] => [...text].map((side) => (side === 'A' ? 'A' : 'B'))

describe('orders of steps', () => {
  it('are as many as there are ways to choose three places of six, in the order of an alphabet', () => {
    const all = stepOrders(sagas).map((one) => one.join(''))
    expect(all).toHaveLength(20)
    expect([...new Set(all)].sort()).toEqual(all)
  })

  it('are told from actions, and from nothing that is no whole order', () => {
    const actions = ['Ada-reads', 'Bo-reads', 'Ada-writes', 'Bo-writes', 'Bo-pays', 'Ada-pays']
    expect(orderOfActions(sagas, actions)?.join('')).toBe('ABABBA')
    expect(orderOfActions(sagas, actions.slice(1))).toBeNull()
    expect(orderOfActions(sagas, [...actions].reverse())).toBeNull()
  })

  it('have a neighbour where two steps of different sagas change places', () => {
    expect(neighbourOrder(sagas, order('ABABBA'), 1, 1)).toEqual({ order: order('AABBBA') })
    expect(neighbourOrder(sagas, order('ABABBA'), 5, -1)).toEqual({ order: order('ABABAB') })
  })

  it('say why two steps cannot change places', () => {
    expect(neighbourOrder(sagas, order('ABABBA'), 4, -1)).toEqual({
      impossible: 'Bo writes before Bo pays: a saga keeps its own order.',
    })
    expect(neighbourOrder(sagas, order('ABABBA'), 0, -1)).toEqual({
      impossible: 'This is the first step already.',
    })
    expect(neighbourOrder(sagas, order('ABABBA'), 5, 1)).toEqual({
      impossible: 'This is the last step already.',
    })
  })
})
