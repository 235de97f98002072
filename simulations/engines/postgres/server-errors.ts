/** What a database tells its clients beside Postgres' own errors. */
import { EffectError } from '../../kernel/errors'

export function connectionReset(node: string): EffectError {
  return new EffectError(`The connection to ${node} was reset.`, {
    code: 'ECONNRESET',
    definite: false,
    fix: 'Ask again what happened, or repeat it with a key that makes repeating harmless.',
  })
}

export function tooManyClients(): EffectError {
  return new EffectError('sorry, too many clients already', {
    code: '53300',
    definite: true,
    fix: 'Nothing was done. Try again when others have let go, or give each service a smaller pool.',
  })
}

export function lockTimeout(): EffectError {
  return new EffectError('canceling statement due to lock timeout', {
    code: '55P03',
    definite: true,
    fix: 'Try again after a pause.',
  })
}

export function idleTooLong(): EffectError {
  return new EffectError('terminating connection due to idle-in-transaction timeout', {
    code: '25P03',
    definite: true,
    fix: 'Keep what is not SQL out of the transaction.',
  })
}

export function parkedTransaction(): EffectError {
  return new EffectError(
    'This transaction waited for something that is not SQL, so it can only commit or roll back now.',
    {
      code: 'FL001',
      definite: true,
      fix: 'Send all its statements first, or split the transaction.',
    },
  )
}
