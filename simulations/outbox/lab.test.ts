import { describeContract } from '../runner/testing/contract'

await describeContract('outbox')
