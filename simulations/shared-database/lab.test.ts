import { describeContract } from '../runner/testing/contract'
import { lab } from './lab'

describeContract('shared-database', lab)
