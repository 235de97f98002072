import { describe, expect, it } from 'vitest'
import type { Invariant } from '../kernel/invariant'
import type { Row, RowChange, TraceEvent } from '../kernel/trace-event'
import { nobodyActsOnADirtyRead, noUpdateIsLost, twoReadsAgree } from './promises'

const article = 'oak-shelf'

/** A run, commit by commit. */
class Shop {
  readonly trace: TraceEvent[] = []
  readonly #orders = new Map<string, Row>()
  #onHand = 1

  /** An order's row is written, and with it what is on hand, where that is given. */
  commit(id: string, row: Row, onHand?: number): this {
    return this.#committed([
      this.#changeOrder(id, row),
      ...(onHand === undefined ? [] : [this.#changeStock(onHand)]),
    ])
  }

  /** What is on hand is written in a commit of its own. */
  counts(onHand: number): this {
    return this.#committed([this.#changeStock(onHand)])
  }

  #changeOrder(id: string, row: Row): RowChange {
    const before = this.#orders.get(id) ?? null
    const after: Row = {
      id,
      article,
      cents: 12_900,
      seen: null,
      remaining: null,
      ...before,
      ...row,
    }
    this.#orders.set(id, after)
    const operation = before ? 'update' : 'insert'
    return { table: 'orders', operation, key: id, before, after }
  }

  #changeStock(onHand: number): RowChange {
    const before = { article, on_hand: this.#onHand }
    this.#onHand = onHand
    const after = { article, on_hand: onHand }
    return { table: 'stock', operation: 'update', key: article, before, after }
  }

  #committed(changes: RowChange[]): this {
    const at = (this.trace.length + 1) * 1_000
    const node = 'checkout-db'
    this.trace.push({
      kind: 'rows',
      at,
      node,
      transaction: at,
      by: 'checkout',
      message: at,
      changes,
    })
    return this
  }

  reads(id: string, seen: number): this {
    return this.commit(id, { seen, state: seen > 0 ? 'read' : 'sold out' })
  }
  takes(id: string, onHand: number): this {
    return this.commit(id, { state: 'taken' }, onHand)
  }
  putsBack(id: string, onHand: number): this {
    return this.commit(id, { state: 'put back' }, onHand)
  }
  isPaid(id: string, remaining: number): this {
    return this.commit(id, { state: 'confirmed', remaining })
  }
}

function judged(promise: Invariant, { trace }: Shop) {
  const fold = promise.start()
  for (const event of trace) fold.step(event)
  return fold.judge(trace.at(-1)?.at ?? 0)
}

describe('a lost update', () => {
  it('is a write that takes one and leaves the row as it was', () => {
    const shop = new Shop().reads('1041', 1).reads('1042', 1).takes('1041', 0).takes('1042', 0)
    expect(judged(noUpdateIsLost, shop)).toMatchObject({
      holds: false,
      evidence: {
        subject: '1042',
        at: 4_000,
        text: 'Order 1042 took one, and on hand went from 0 to 0: it overwrote what 1041 had written',
      },
    })
  })

  it('is none where the other has been taken back before, nor where the row goes below zero', () => {
    const both = () => new Shop().reads('1041', 1).reads('1042', 1).takes('1041', 0)
    const back = both().putsBack('1041', 1).takes('1042', 0)
    expect(judged(noUpdateIsLost, back).holds).toBe(true)
    expect(judged(noUpdateIsLost, both().takes('1042', -1))).toMatchObject({
      holds: true,
      status: '2 writes',
    })
  })

  it('is also a unit that is given back over what another wrote', () => {
    const shop = new Shop().takes('1041', 0).takes('1042', -1).putsBack('1041', 1)
    expect(judged(noUpdateIsLost, shop).evidence?.text).toContain(
      'Order 1041 gave one back, and on hand went from -1 to 1',
    )
  })
})

describe('a write that is committed in two halves', () => {
  const taken = { state: 'taken' }
  const bothRead = () => new Shop().reads('1041', 1).reads('1042', 1)

  it('is judged when both are there, whichever comes first', () => {
    const shelfFirst = bothRead().counts(0).commit('1041', taken)
    const orderFirst = bothRead().commit('1041', taken).counts(0)
    for (const shop of [shelfFirst, orderFirst])
      expect(judged(noUpdateIsLost, shop)).toMatchObject({ holds: true, status: '1 write' })
    expect(judged(noUpdateIsLost, bothRead().commit('1041', taken))).toMatchObject({
      holds: true,
      status: '0 writes',
    })
  })

  it('is no lost update where the halves of two sagas alternate', () => {
    const shop = bothRead().counts(0).counts(-1).commit('1041', taken).commit('1042', taken)
    expect(judged(noUpdateIsLost, shop)).toMatchObject({ holds: true, status: '2 writes' })
    const crossed = bothRead().commit('1041', taken).counts(0)
    crossed.commit('1041', { state: 'put back' }).commit('1042', taken).counts(-1).counts(0)
    expect(judged(noUpdateIsLost, crossed)).toMatchObject({ holds: true, status: '3 writes' })
  })

  it.each([
    [
      'the shelf first',
      () => bothRead().counts(0).commit('1041', taken).counts(0).commit('1042', taken),
    ],
    [
      'the order first',
      () => bothRead().commit('1041', taken).counts(0).commit('1042', taken).counts(0),
    ],
  ])('is a lost update where the shelf stays as it was: %s', (_, shop) => {
    expect(judged(noUpdateIsLost, shop())).toMatchObject({
      holds: false,
      evidence: {
        subject: '1042',
        at: 6_000,
        text: 'Order 1042 took one, and on hand went from 0 to 0: it overwrote what 1041 had written',
      },
    })
  })

  it('leaves a dirty read to be seen', () => {
    const shop = new Shop().reads('1041', 1).counts(0).commit('1041', taken)
    shop.reads('1042', 0).counts(1).commit('1041', { state: 'put back' })
    expect(judged(nobodyActsOnADirtyRead, shop).evidence?.subject).toBe('1042')
    // Two whose units are both in the value: what the second wrote did not replace the first.
    const both = bothRead().counts(0).commit('1041', taken).counts(-1).commit('1042', taken)
    both.isPaid('1042', -1).counts(0).commit('1041', { state: 'put back' })
    expect(judged(nobodyActsOnADirtyRead, both).evidence?.text).toContain('Order 1042 read -1')
  })
})

describe('a dirty read', () => {
  const turnedAway = () => new Shop().reads('1041', 1).takes('1041', 0).reads('1042', 0)

  it('is known when what was read is taken back, and not before', () => {
    expect(judged(nobodyActsOnADirtyRead, turnedAway()).holds).toBe(true)
    expect(judged(nobodyActsOnADirtyRead, turnedAway().putsBack('1041', 1))).toMatchObject({
      holds: false,
      evidence: {
        subject: '1042',
        at: 4_000,
        text: 'Order 1042 read 0 at 3.0 ms and was turned away; order 1041 took that back at 4.0 ms',
      },
    })
  })

  it('is none where what was read has come to stay', () => {
    expect(judged(nobodyActsOnADirtyRead, turnedAway().isPaid('1041', 0)).holds).toBe(true)
  })

  it('is none of a value that a lost update has replaced: nothing of the other is in it', () => {
    const shop = new Shop().reads('1041', 1).reads('1042', 1).takes('1041', 0).takes('1042', 0)
    shop.isPaid('1042', 0).putsBack('1041', 1)
    expect(judged(nobodyActsOnADirtyRead, shop).holds).toBe(true)
  })

  it('is one of a value that both have changed', () => {
    const shop = new Shop().reads('1041', 1).reads('1042', 1).takes('1041', 0).takes('1042', -1)
    shop.isPaid('1042', -1).putsBack('1041', 0)
    expect(judged(nobodyActsOnADirtyRead, shop).evidence?.text).toContain(
      'Order 1042 read -1 at 5.0 ms and went on',
    )
  })
})

describe('a fuzzy read', () => {
  it('is a second answer that differs by more than the unit that was taken', () => {
    const agree = new Shop().reads('1042', 1).takes('1042', 0).isPaid('1042', 0)
    expect(judged(twoReadsAgree, agree)).toMatchObject({ holds: true, status: '1 slip' })
    const differ = new Shop().reads('1042', 1).takes('1042', 0).isPaid('1042', 1)
    expect(judged(twoReadsAgree, differ).evidence?.text).toBe(
      'Order 1042 read 1, took one, and read 1',
    )
  })

  it('is none where an order reads once, or not at all', () => {
    const once = new Shop().reads('1042', 1).takes('1042', 0).commit('1042', { state: 'confirmed' })
    const unseen = new Shop().takes('1042', 0).isPaid('1042', 0)
    for (const shop of [once, unseen])
      expect(judged(twoReadsAgree, shop)).toMatchObject({ holds: true, status: '0 slips' })
  })
})
