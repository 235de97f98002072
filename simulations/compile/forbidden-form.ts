import type { AnyNode } from 'acorn'
import { reservedNames } from './reserved-names.ts'

/** What surrounds a piece of code. */
export interface CodeScope {
  /** Inside an async function, method or arrow: it can wait, so it can be stopped at a statement. */
  isAsync: boolean
  /** Inside a function that has its own `arguments`. */
  hasArguments: boolean
}

/** Why this node cannot run in a simulated process, as a whole sentence; `null` where it can. */
export function forbiddenForm(node: AnyNode, scope: CodeScope): string | null {
  switch (node.type) {
    case 'Identifier':
      return forbiddenName(node.name, scope)
    case 'AwaitExpression':
      return scope.isAsync ? null : topLevelAwait
    case 'ForOfStatement':
      return node.await && !scope.isAsync ? topLevelAwait : null
    case 'ImportExpression':
      return 'A service cannot import while it runs. Write an import at the top of the file.'
    case 'MetaProperty':
      return node.meta.name === 'import'
        ? '"import.meta" does not exist here: a service has no address of its own. Remove it.'
        : null
    case 'MemberExpression':
      return node.object.type === 'Identifier' &&
        node.object.name === 'arguments' &&
        node.property.type === 'Identifier' &&
        node.property.name === 'callee'
        ? '"arguments.callee" does not exist in modules. Give the function a name and use that.'
        : null
    case 'ExportAllDeclaration':
      return '"export *" is not supported here. Export each name where it is declared.'
    case 'ExportNamedDeclaration':
      return node.source
        ? 'Exporting from another module is not supported here. Import the name, then export it.'
        : null
    default:
      return null
  }
}

const topLevelAwait =
  'A file cannot wait while it loads. Move this "await" into an async function, such as start().'

function forbiddenName(name: string, scope: CodeScope): string | null {
  if (name === 'eval') return '"eval" is not available: only code that stands in the file can run.'
  if (name === 'arguments' && !scope.hasArguments) {
    return '"arguments" exists only inside a function. Name the parameters instead.'
  }
  if (reservedNames.includes(name)) {
    return `The name "${name}" is kept for the simulation. Choose another.`
  }
  return null
}
