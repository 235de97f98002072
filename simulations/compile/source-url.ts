/** The name under which a file of a node shows in stack traces and in the debugger. */
export function sourceUrl(node: string, file: string): string {
  return `faultline:///${encodeURIComponent(node)}/${encodeURIComponent(file)}`
}

/** Lines that stand before the first line of compiled code: V8 puts this many in front of a Function's body. */
export const headerLines = 2
