/**
 * Lets every microtask run before the loop goes on: the promise settles in a later macrotask, and the platform
 * empties the microtask queue in between. One channel is reused, because opening one costs more than the turn itself.
 */
export class Drain {
  readonly #channel = new MessageChannel()
  #resolve: (() => void) | null = null

  constructor() {
    this.#channel.port1.onmessage = () => {
      const resolve = this.#resolve
      this.#resolve = null
      resolve?.()
    }
  }

  /** One caller at a time. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve
      this.#channel.port2.postMessage(0)
    })
  }

  close(): void {
    this.#channel.port1.onmessage = null
    this.#channel.port1.close()
    this.#channel.port2.close()
  }
}
