import type {
  AnyNode,
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  Identifier,
  ImportDeclaration,
  Literal,
  Program,
  Statement,
} from 'acorn'
import { importName, valueName } from './reserved-names.ts'
import { bindingNames } from './syntax-tree.ts'
import type { TextEdits } from './text-edits.ts'

/** What is left to walk of a top-level node once its `import` or `export` is dealt with. */
type Rest =
  | { isStatement: true; node: Statement; leave?: () => void }
  | { isStatement: false; node: AnyNode; leave?: () => void }

/**
 * Imports become declarations in front of the first line, as they are hoisted in a module; exports become getters
 * of the object that the factory returns, so that an exported `let` stays live.
 */
export class ModuleForms {
  private readonly imports: { specifier: string; declarations: string }[] = []
  private readonly exports: { exported: string; local: string }[] = []

  constructor(
    private readonly source: string,
    private readonly edits: TextEdits,
  ) {}

  /** Edits one top-level node; `null` when nothing of it is left to walk. */
  rewrite(node: Program['body'][number]): Rest | null {
    switch (node.type) {
      case 'ImportDeclaration':
        this.importDeclaration(node)
        return null
      case 'ExportNamedDeclaration':
        return this.exportNamed(node)
      case 'ExportDefaultDeclaration':
        return this.exportDefault(node)
      case 'ExportAllDeclaration':
        return null
      default:
        return { isStatement: true, node }
    }
  }

  /** What stands in front of the source's first line. The arrow lets service code declare a shadowed name itself. */
  header(): string {
    return `'use strict';return(()=>{${this.imports.map((one) => one.declarations).join('')}`
  }

  footer(): string {
    const getters = this.exports.map(
      ({ exported, local }) => `get ${JSON.stringify(exported)}(){return ${local}}`,
    )
    return `return{${getters.join(',')}}})()`
  }

  specifiers(): string[] {
    return [...new Set(this.imports.map((one) => one.specifier))]
  }

  private importDeclaration(node: ImportDeclaration): void {
    const specifier = String(node.source.value)
    const named: { imported: string; local: string }[] = []
    const namespaces: string[] = []
    for (const one of node.specifiers) {
      if (one.type === 'ImportNamespaceSpecifier') namespaces.push(one.local.name)
      else if (one.type === 'ImportDefaultSpecifier')
        named.push({ imported: 'default', local: one.local.name })
      else named.push({ imported: nameOf(one.imported), local: one.local.name })
    }
    const names = JSON.stringify(named.map((one) => one.imported))
    const module = `${importName}(${JSON.stringify(specifier)},${names})`
    const fields = named.map((one) => `${JSON.stringify(one.imported)}:${one.local}`)
    this.imports.push({
      specifier,
      declarations: `const{${fields.join(',')}}=${module};${namespaces.map((name) => `const ${name}=${module};`).join('')}`,
    })
    this.edits.replace(node.start, node.end, '')
  }

  private exportNamed(node: ExportNamedDeclaration): Rest | null {
    const { declaration } = node
    if (!declaration) {
      for (const one of node.specifiers) {
        this.exports.push({ exported: nameOf(one.exported), local: nameOf(one.local) })
      }
      this.edits.replace(node.start, node.end, '')
      return null
    }
    const names =
      declaration.type === 'VariableDeclaration'
        ? declaration.declarations.flatMap((one) => bindingNames(one.id))
        : [declaration.id.name]
    for (const name of names) this.exports.push({ exported: name, local: name })
    this.edits.replace(node.start, declaration.start, '')
    return { isStatement: true, node: declaration }
  }

  private exportDefault(node: ExportDefaultDeclaration): Rest {
    const { declaration } = node
    const isDeclaration =
      declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration'
    if (isDeclaration && declaration.id) {
      this.exports.push({ exported: 'default', local: declaration.id.name })
      this.edits.replace(node.start, declaration.start, '')
      return { isStatement: false, node: declaration }
    }
    this.exports.push({ exported: 'default', local: valueName })
    const words =
      /^export\s+default/.exec(this.source.slice(node.start, declaration.start))?.[0] ?? ''
    this.edits.replace(node.start, node.start + words.length, `const ${valueName}=`)
    return { isStatement: false, node: declaration, leave: () => this.edits.insert(node.end, ';') }
  }
}

/** `a`, or `"any text"`. */
function nameOf(node: Identifier | Literal): string {
  return node.type === 'Identifier' ? node.name : String(node.value)
}
