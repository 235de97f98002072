/** Postgres' table lock modes and which of them conflict (PostgreSQL manual, 13.3.1, table 13.2). */

export const lockModes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const

export type LockMode = (typeof lockModes)[number]

/** For each mode, in the order above, the modes it conflicts with. */
const conflicts: readonly (readonly number[])[] = [
  [7],
  [6, 7],
  [4, 5, 6, 7],
  [3, 4, 5, 6, 7],
  [2, 3, 5, 6, 7],
  [2, 3, 4, 5, 6, 7],
  [1, 2, 3, 4, 5, 6, 7],
  [0, 1, 2, 3, 4, 5, 6, 7],
]

export function modesConflict(left: LockMode, right: LockMode): boolean {
  return conflicts[lockModes.indexOf(left)]?.includes(lockModes.indexOf(right)) ?? true
}

export function isLockMode(text: string): text is LockMode {
  return (lockModes as readonly string[]).includes(text)
}

export function strongerMode(left: LockMode, right: LockMode): LockMode {
  return lockModes.indexOf(left) > lockModes.indexOf(right) ? left : right
}
