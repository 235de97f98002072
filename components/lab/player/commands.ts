/** What a key does inside a lab. Single letters act only while the focus is in it and not in a field. */

export type LabCommand =
  | { kind: 'play' }
  | { kind: 'step'; by: 1 | -1 }
  | { kind: 'step-lane'; by: 1 | -1 }
  | { kind: 'start' }
  | { kind: 'end' }
  | { kind: 'speed'; by: 1 | -1 }
  | { kind: 'panel'; place: number }
  | { kind: 'zoom'; change: 'in' | 'out' | 'fit' }
  | { kind: 'full-screen' }
  | { kind: 'violation' }
  | { kind: 'fault' }
  | { kind: 'replay' }
  | { kind: 'action' }
  | { kind: 'share' }
  | { kind: 'undo' }
  | { kind: 'help' }
  | { kind: 'close' }

export interface KeyPress {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

export function commandOf(press: KeyPress): LabCommand | null {
  const { key, code, shiftKey } = press
  if (press.altKey) return null
  if (press.ctrlKey || press.metaKey) {
    return key.toLowerCase() === 'z' && !shiftKey ? { kind: 'undo' } : null
  }
  // Shift turns these into other characters, which differ between keyboards.
  if (code === 'Comma') return { kind: shiftKey ? 'step-lane' : 'step', by: -1 }
  if (code === 'Period') return { kind: shiftKey ? 'step-lane' : 'step', by: 1 }
  if (/^[1-6]$/.test(key)) return { kind: 'panel', place: Number(key) - 1 }
  return named[key.toLowerCase()] ?? null
}

const named: Record<string, LabCommand> = {
  ' ': { kind: 'play' },
  home: { kind: 'start' },
  end: { kind: 'end' },
  '[': { kind: 'speed', by: -1 },
  ']': { kind: 'speed', by: 1 },
  '+': { kind: 'zoom', change: 'in' },
  // The same key without Shift, where + needs it.
  '=': { kind: 'zoom', change: 'in' },
  '-': { kind: 'zoom', change: 'out' },
  '0': { kind: 'zoom', change: 'fit' },
  f: { kind: 'full-screen' },
  v: { kind: 'violation' },
  x: { kind: 'fault' },
  r: { kind: 'replay' },
  o: { kind: 'action' },
  s: { kind: 'share' },
  '?': { kind: 'help' },
  escape: { kind: 'close' },
}

/** For the list that `?` opens. */
export const keyList: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Space'], does: 'play, pause' },
  { keys: [',', '.'], does: 'step back, forward by one event' },
  { keys: ['Shift ,', 'Shift .'], does: 'previous, next event of the focused lane' },
  { keys: ['Home', 'End'], does: 'start, end of the run' },
  { keys: ['[', ']'], does: 'slower, faster' },
  { keys: ['+', '−', '0'], does: 'look closer, less close, at the whole run' },
  { keys: ['1', '…', '6'], does: 'the lab’s first six panels, the map first' },
  { keys: ['V'], does: 'next broken promise' },
  { keys: ['X'], does: 'next fault' },
  { keys: ['R'], does: 'replay' },
  { keys: ['O'], does: 'first action, such as placing an order' },
  { keys: ['S'], does: 'copy the link to this run' },
  { keys: ['F'], does: 'full screen and back' },
  {
    keys: ['Enter'],
    does: 'faults of the focused node or link; in the gutter, crash before that line',
  },
  { keys: ['Shift Enter'], does: 'in the gutter, crash after that line' },
  { keys: ['Alt Enter'], does: 'in the gutter, choose which time the line is passed' },
  { keys: ['K', 'P'], does: 'on a node: crash now, pause' },
  { keys: ['C', 'L', 'D', '2', 'H'], does: 'on a link: cut, lag, drop, twice, hold' },
  { keys: ['1', 'W'], does: 'on a link: cut one way, cut the way back' },
  { keys: ['Ctrl K'], does: 'find an action, a moment, a fault or a page by its name' },
  { keys: ['Ctrl Z'], does: 'take the last fault back' },
  { keys: ['Esc'], does: 'close, then back to where you were' },
]
