/**
 * The project builds wherever npm does: no file may name the host of a package registry, or a path
 * that exists on one machine only.
 */
import { eachLine, report } from './tracked-files.mjs'

const registry = new RegExp(
  ['registry', 'npmjs'].join('\\.') +
    '|' +
    ['registry', 'yarnpkg'].join('\\.') +
    '|' +
    ['deb', 'debian', 'org'].join('\\.'),
  'i',
)
const machinePath = /(?:^|[\s"'`(=:])(\/(?:home|Users|root|work|tmp)\/[\w.-]+)/

const problems = []
const text = (file) => !/\.(png|woff2?|wasm|data|gz|br|ico|jpe?g|webp)$/.test(file)

eachLine(text, ({ file, line, text }) => {
  const host = registry.exec(text)
  if (host) problems.push(`${file}:${line}: names the registry ${host[0]}.`)
  const found = machinePath.exec(text)
  if (found) problems.push(`${file}:${line}: ${found[1]} exists on one machine only.`)
})

report('registry hosts and machine paths', problems)
