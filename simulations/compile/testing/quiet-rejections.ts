/**
 * Runs crash tests as a host must: what a dead process leaves rejected and unhandled is nobody's error. The listeners
 * of the test runner are put back afterwards.
 */
export async function withQuietRejections(work: () => Promise<void>): Promise<void> {
  const listeners = process.listeners('unhandledRejection')
  const ignore = () => {}
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', ignore)
  try {
    await work()
    await new Promise((resolve) => setImmediate(resolve))
  } finally {
    process.off('unhandledRejection', ignore)
    for (const listener of listeners) process.on('unhandledRejection', listener)
  }
}
