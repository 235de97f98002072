/** Names of states and events as a sentence has them. */

/** `releasing` → `Releasing`. */
export function stateWords(id: string): string {
  const name = id.split('.').at(-1) ?? id
  return words(name).replace(/^./, (letter) => letter.toUpperCase())
}

/** `CardRefused` → `card refused`. */
export function eventWords(event: string): string {
  return event === '' ? 'at once' : words(event)
}

function words(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase()
}
