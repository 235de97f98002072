import { expect, test } from 'vitest'
import { describeContract } from '../runner/testing/contract'
import { lab } from './lab'

const broken = lab.variants.filter(({ breaks }) => breaks.length > 0).map(({ id }) => id)

test('every variant is tested in one of the two files', () => {
  expect([...broken, 'orchestrated', 'choreographed']).toEqual(lab.variants.map(({ id }) => id))
})

describeContract('saga', lab, broken)
