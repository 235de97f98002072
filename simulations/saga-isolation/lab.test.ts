import { describeContract } from '../runner/testing/contract'
import { lab } from './lab'

describeContract('saga-isolation', lab)
