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
    const changes: RowChange[] = [{ table: 'orders', operation, key: id, before, after }]
    if (onHand !== undefined) {
      changes.push({
        table: 'stock',
        operation: 'update',
        key: article,
        before: { article, on_hand: this.#onHand },
        after: { article, on_hand: onHand },
      })
      this.#onHand = onHand
    }
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
})
