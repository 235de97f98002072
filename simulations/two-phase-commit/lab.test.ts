import { describeContract } from '../runner/testing/contract'
import { lab } from './lab'

describeContract('two-phase-commit', lab)
