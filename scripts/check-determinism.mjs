/**
 * The same recipe gives the same trace, so nothing under simulations/ may read real time, chance or
 * the machine's language. Each name found is answered with what to use instead.
 */
import { eachLine, report } from './tracked-files.mjs'

/**
 * One takes the real clock away from everybody else; the others run in a page, and end a worker that is stuck or that
 * floods it.
 */
const allowed = new Set([
  'simulations/kernel/real-time-guard.ts',
  'simulations/worker/frame-relay.ts',
  'simulations/worker/lab-client.ts',
])

const banned = [
  [/\bDate\.now\b/, 'the kernel’s clock (virtual microseconds)'],
  [/\bnew Date\(\s*\)/, 'the kernel’s clock (virtual microseconds)'],
  [/\bperformance\.now\b/, 'the kernel’s clock; wall time is measured in scripts/bench.ts'],
  [/\bMath\.random\b/, 'a random stream of the kernel, one per process and purpose'],
  [/\bset(?:Timeout|Interval|Immediate)\b/, 'the kernel’s sleep or event queue'],
  [/\bcrypto\b/, 'a random stream for ids, @noble/hashes for hashes'],
  [/\blocaleCompare\b/, 'a comparison by < and >, which is the same in every language'],
  [/\btoLocale\w*\b/, 'a format of our own, which is the same in every language'],
  [/\bIntl\./, 'a format of our own, which is the same in every language'],
  [
    /\bMath\.(?:sin|cos|tan|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot|atan2?|asin|acos|sinh|cosh|tanh)\b/,
    'integer arithmetic: the last digit of this differs between engines',
  ],
]

const problems = []
const wanted = (file) =>
  /^simulations\/.*\.(ts|mts|js|mjs)$/.test(file) &&
  !file.endsWith('.test.ts') &&
  !file.includes('/testing/') &&
  !allowed.has(file)

eachLine(wanted, ({ file, line, text }) => {
  const code = codeOf(text)
  for (const [pattern, instead] of banned) {
    const found = pattern.exec(code)
    if (found) problems.push(`${file}:${line}: ${found[0]} is real. Use ${instead}.`)
  }
})

report('real time and chance under simulations/', problems)

/**
 * The line without what may name a thing and not use it: comments, quoted names, and the keys of an
 * object that puts the kernel's own in the place of the real one.
 */
function codeOf(text) {
  if (/^\s*(\*|\/\*|\/\/)/.test(text)) return ''
  return text
    .replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''")
    .replace(/\s\/\/.*$/, '')
    .replace(/(^|[{,])\s*\w+:(?!:)/g, '$1')
}
