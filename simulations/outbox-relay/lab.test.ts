import { describeContract } from '../runner/testing/contract'
import { lab } from './lab'

describeContract('outbox-relay', lab)
