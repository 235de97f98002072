/**
 * How wide a text will be in the interface's typeface, without a browser to ask. Good to a few per cent, and the same on a
 * server, so a diagram drawn there has its labels in the same places.
 */
const narrow = /[iljtfr.,:;'|!()[\]/ ]/
const wide = /[mwMW%@■]/

export function textWidth(text: string, size = 12, bold = false): number {
  let units = 0
  for (const letter of text) {
    if (narrow.test(letter)) units += 0.31
    else if (wide.test(letter)) units += 0.84
    else if (/[A-Z0-9]/.test(letter)) units += 0.63
    else units += 0.535
  }
  return units * size * (bold ? 1.04 : 1) + 2
}
