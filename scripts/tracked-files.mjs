/** The files of the project as git sees them: tracked, and new ones that are not ignored. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** @param {(file: string) => boolean} [wanted] */
export function trackedFiles(wanted = () => true) {
  const list = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return list
    .split('\0')
    .filter((file) => file !== '' && wanted(file) && existsSync(file))
    .sort()
}

/** Calls back for every line of every wanted file, numbered from 1. */
export function eachLine(wanted, callback) {
  for (const file of trackedFiles(wanted)) {
    const lines = readFileSync(file, 'utf8').split('\n')
    for (const [index, text] of lines.entries()) callback({ file, line: index + 1, text })
  }
}

/** Prints what was found and ends the check: 0 when there was nothing. */
export function report(name, problems) {
  for (const problem of problems) console.error(problem)
  console.log(`${name}: ${problems.length === 0 ? 'nothing found' : `${problems.length} found`}`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
