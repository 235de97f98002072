/**
 * Every package of the lockfile has a licence that lets the site be passed on freely. Exceptions are
 * named, each with its reason; a package that ships to readers is never one.
 */
import { readFileSync } from 'node:fs'
import { report } from './tracked-files.mjs'

const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1', // fonts
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Tools that build or test the site and are no part of it. */
const exceptions = [
  [/^lightningcss(-|$)/, 'MPL-2.0', 'compiles stylesheets; its output carries no licence'],
  [/^axe-core$/, 'MPL-2.0', 'runs in tests only'],
  [/^@axe-core\/playwright$/, 'MPL-2.0', 'runs in tests only'],
  [
    /^@img\/sharp-libvips-/,
    'LGPL-3.0-or-later',
    'optional picture library of Next; no picture is processed',
  ],
  [
    /^@img\/sharp-w/,
    /LGPL-3\.0-or-later/,
    'optional picture library of Next; no picture is processed',
  ],
  [/^caniuse-lite$/, 'CC-BY-4.0', 'data on browsers, read by the build; none of it ships'],
]

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const problems = []
let checked = 0

for (const [place, entry] of Object.entries(packages)) {
  if (place === '') continue
  checked += 1
  const name = place.replace(/.*node_modules\//, '')
  const licence = licenceOf(place, entry)
  if (isPermissive(licence) || isException(name, licence)) continue
  problems.push(`${name}@${entry.version}: licence ${licence ?? 'unknown'} is not on the list.`)
}

report(`licences of ${checked} packages`, problems)

/** The lockfile repeats what the package says; an installed package is asked where it does not. */
function licenceOf(place, entry) {
  if (typeof entry.license === 'string') return entry.license
  try {
    const { license } = JSON.parse(readFileSync(`${place}/package.json`, 'utf8'))
    return typeof license === 'string' ? license : license?.type
  } catch {
    return undefined
  }
}

/** One of the alternatives suffices; of licences joined by AND, all are needed. */
function isPermissive(licence) {
  if (licence === undefined) return false
  return licence
    .replace(/[()]/g, '')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((one) => permissive.has(one.trim())))
}

function isException(name, licence) {
  return exceptions.some(
    ([pattern, expected]) =>
      pattern.test(name) &&
      (expected instanceof RegExp ? expected.test(licence) : expected === licence),
  )
}
