import type { AnyNode, Pattern } from 'acorn'

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** The line on which a node starts, from 1. */
export function lineOf(node: AnyNode): number {
  if (!node.loc) throw new Error('Broken assumption: the tree was parsed without locations')
  return node.loc.start.line
}

/** Names that are only text: `b` in `a.b`, `key` in `{ key: 1 }` and in `class { key() {} }`. */
function isPlainKey(parent: AnyNode, property: string): boolean {
  switch (parent.type) {
    case 'MemberExpression':
      return property === 'property' && !parent.computed
    case 'Property':
      // A shorthand's key is a copy of its value.
      return property === 'key' && !parent.computed
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return property === 'key' && !parent.computed
    case 'MetaProperty':
      return true
    default:
      return false
  }
}

/** The direct children that can hold code or read a name, in source order. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = []
  for (const [property, value] of Object.entries(node)) {
    if (isPlainKey(node, property)) continue
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) children.push(child)
    }
  }
  return children.sort((a, b) => a.start - b.start)
}

/** The names that a declaration's pattern binds, in source order. */
export function bindingNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        bindingNames(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? bindingNames(element) : []))
    case 'AssignmentPattern':
      return bindingNames(pattern.left)
    case 'RestElement':
      return bindingNames(pattern.argument)
    case 'MemberExpression':
      return []
  }
}
