import { describeContract, pinRun } from '../runner/testing/contract'
import { lab } from './lab'

describeContract('outbox', lab)

// The relay hears nothing of what it sent, and payments crashes over the record that comes twice.
pinRun('outbox', lab, {
  variant: 'outbox-with-inbox',
  seed: 7,
  schedule: 'cut broker->relay from 10ms to 60ms; crash payments at 40ms',
  violates: [],
  fingerprint: '62e41f42c1f6fe21',
})
