import type {
  AnyNode,
  ArrowFunctionExpression,
  AwaitExpression,
  BlockStatement,
  ForOfStatement,
  Function as FunctionNode,
  Program,
  ReturnStatement,
  Statement,
  StaticBlock,
} from 'acorn'
import { type CodeScope, forbiddenForm } from './forbidden-form.ts'
import { hookText } from './hook-text.ts'
import { ModuleForms } from './module-forms.ts'
import { eachName, valueName } from './reserved-names.ts'
import { childrenOf, lineOf } from './syntax-tree.ts'
import { TextEdits } from './text-edits.ts'

interface InstrumentOptions {
  source: string
  program: Program
  /** Position after each `=>` token, ascending. */
  arrows: readonly number[]
  /** Called for the first form that cannot run; must throw. */
  reject: (position: number, reason: string) => never
}

interface Instrumented {
  code: string
  imports: string[]
  /** Position of each statement that reports its line → the line, in source order. */
  statements: Map<number, number>
}

/** Puts the hooks into JavaScript and turns its imports and exports into those of a factory body. */
export function instrument(options: InstrumentOptions): Instrumented {
  return new Instrumenter(options).run()
}

/**
 * Walks the tree in source order. `statement` serves statements in a list, `body` a single one under a header,
 * `expression` everything else; edits for a node's start are made on entering it, for its end on leaving it.
 */
class Instrumenter {
  private readonly edits = new TextEdits()
  private readonly modules: ModuleForms
  private readonly statements = new Map<number, number>()
  private readonly claimedLines = new Set<number>()

  constructor(private readonly options: InstrumentOptions) {
    this.modules = new ModuleForms(options.source, this.edits)
  }

  run(): Instrumented {
    const { source, program } = this.options
    const scope: CodeScope = { isAsync: false, hasArguments: false }
    for (const node of program.body) {
      this.check(node, scope)
      const rest = this.modules.rewrite(node)
      if (rest === null) continue
      if (rest.isStatement) this.statement(rest.node, scope)
      else this.expression(rest.node, scope)
      rest.leave?.()
    }
    return {
      code: `${this.modules.header()}${this.edits.apply(source)}\n;${this.modules.footer()}`,
      imports: this.modules.specifiers(),
      statements: this.statements,
    }
  }

  private statement(node: Statement, scope: CodeScope): void {
    switch (node.type) {
      case 'EmptyStatement':
        return
      case 'BlockStatement':
        return this.block(node, scope)
      case 'FunctionDeclaration':
        return this.expression(node, scope)
      case 'ExpressionStatement':
        if (node.directive !== undefined) return
    }
    const line = lineOf(node)
    const reports = scope.isAsync && this.claim(node)
    this.edits.insert(node.start, reports ? hookText.before(line) : hookText.step(line))
    if (reports && node.type === 'ReturnStatement') return this.reportedReturn(node, scope)
    this.inside(node, scope)
    if (reports && canComplete(node)) this.edits.insert(node.end, `;${hookText.after(line)}`)
  }

  /** Only the first statement that starts on a line reports it: a crash place names one moment, not several. */
  private claim(node: AnyNode): boolean {
    const line = lineOf(node)
    if (this.claimedLines.has(line)) return false
    this.claimedLines.add(line)
    this.statements.set(node.start, line)
    return true
  }

  /** The operand is evaluated, then the line has completed, then the function returns. */
  private reportedReturn(node: ReturnStatement, scope: CodeScope): void {
    const line = lineOf(node)
    if (!node.argument) return this.edits.insert(node.start, hookText.after(line))
    this.edits.replace(node.start, node.start + 'return'.length, `{${hookText.keep}`)
    this.expression(node.argument, scope)
    const hasSemicolon = this.options.source.charAt(node.end - 1) === ';'
    this.edits.insert(hasSemicolon ? node.end - 1 : node.end, ')')
    this.edits.insert(node.end, `;${hookText.after(line)}return ${valueName}}`)
  }

  private inside(node: Statement, scope: CodeScope): void {
    this.check(node, scope)
    switch (node.type) {
      case 'IfStatement':
        this.expression(node.test, scope)
        this.body(node.consequent, scope)
        if (node.alternate) this.body(node.alternate, scope)
        return
      case 'ForStatement':
        if (node.init) this.expression(node.init, scope)
        if (node.test) this.expression(node.test, scope)
        if (node.update) this.expression(node.update, scope)
        return this.body(node.body, scope)
      case 'ForInStatement':
        this.expression(node.left, scope)
        this.expression(node.right, scope)
        return this.body(node.body, scope)
      case 'ForOfStatement':
        return this.forOf(node, scope)
      case 'WhileStatement':
        this.expression(node.test, scope)
        return this.body(node.body, scope)
      case 'DoWhileStatement':
        this.body(node.body, scope)
        return this.expression(node.test, scope)
      case 'LabeledStatement':
        // `continue label` wants the loop right behind its label: no hook between them.
        if (node.body.type === 'BlockStatement') return this.block(node.body, scope)
        return this.inside(node.body, scope)
      case 'SwitchStatement':
        this.expression(node.discriminant, scope)
        for (const branch of node.cases) {
          if (branch.test) this.expression(branch.test, scope)
          for (const statement of branch.consequent) this.statement(statement, scope)
        }
        return
      case 'TryStatement':
        this.block(node.block, scope)
        if (node.handler?.param) this.expression(node.handler.param, scope)
        if (node.handler) this.block(node.handler.body, scope)
        if (node.finalizer) this.block(node.finalizer, scope)
        return
      default:
        for (const child of childrenOf(node)) this.expression(child, scope)
    }
  }

  private forOf(node: ForOfStatement, scope: CodeScope): void {
    const line = lineOf(node)
    this.expression(node.left, scope)
    if (node.await) this.edits.insert(node.right.start, `${eachName}(${line},(`)
    this.expression(node.right, scope)
    if (node.await) this.edits.insert(node.right.end, '))')
    this.body(node.body, scope, node.await ? hookText.resumedInLoop(line) : '')
  }

  /** The one statement under an `if`, `else` or loop header gets braces, so that its hooks stay under it. */
  private body(node: Statement, scope: CodeScope, first = ''): void {
    if (node.type === 'BlockStatement') return this.block(node, scope, first)
    this.edits.insert(node.start, `{${first}`)
    if (node.type === 'EmptyStatement') this.edits.insert(node.start, hookText.step(lineOf(node)))
    this.statement(node, scope)
    this.edits.insert(node.end, '}')
  }

  /** A block without a statement of its own gets a hook all the same: an empty loop must reach the step bound. */
  private block(node: BlockStatement | StaticBlock, scope: CodeScope, first = ''): void {
    const directives = node.body.filter(isDirective)
    const last = directives.at(-1)
    const start = last ? last.end : this.options.source.indexOf('{', node.start) + 1
    if (first) this.edits.insert(start, first)
    if (!node.body.some(hasHook)) {
      this.edits.insert(start, `${last ? ';' : ''}${hookText.step(lineOf(node))}`)
    }
    for (const statement of node.body) this.statement(statement, scope)
  }

  private expression(node: AnyNode, scope: CodeScope): void {
    this.check(node, scope)
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
        if (node.id) this.check(node.id, scope)
        this.parameters(node)
        return this.block(node.body, { isAsync: node.async, hasArguments: true })
      case 'ArrowFunctionExpression':
        return this.arrow(node, scope)
      case 'StaticBlock':
        return this.block(node, { isAsync: false, hasArguments: true })
      case 'PropertyDefinition':
        if (node.computed) this.expression(node.key, scope)
        if (node.value) this.expression(node.value, { isAsync: false, hasArguments: true })
        return
      case 'AwaitExpression':
        return this.awaitExpression(node, scope)
      default:
        for (const child of childrenOf(node)) this.expression(child, scope)
    }
  }

  private parameters(node: FunctionNode): void {
    // A default value runs before the body can wait, whatever the function is.
    for (const parameter of node.params) {
      this.expression(parameter, { isAsync: false, hasArguments: true })
    }
  }

  private arrow(node: ArrowFunctionExpression, scope: CodeScope): void {
    const inner: CodeScope = { isAsync: node.async, hasArguments: scope.hasArguments }
    for (const parameter of node.params) {
      this.expression(parameter, { isAsync: false, hasArguments: scope.hasArguments })
    }
    const { body } = node
    if (body.type === 'BlockStatement') return this.block(body, inner)
    const start = this.arrowBefore(body.start)
    const line = lineOf(body)
    if (node.async && this.claim(body)) {
      this.edits.insert(start, `{${hookText.before(line)}${hookText.keep}`)
      this.expression(body, inner)
      this.edits.insert(node.end, `);${hookText.after(line)}return ${valueName}}`)
    } else {
      this.edits.insert(start, `(${hookText.stepValue(line)}`)
      this.expression(body, inner)
      this.edits.insert(node.end, ')')
    }
  }

  /** The position behind the `=>` whose body starts at `position`; only brackets stand between them. */
  private arrowBefore(position: number): number {
    const { arrows } = this.options
    let low = 0
    let high = arrows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((arrows[middle] ?? 0) <= position) low = middle + 1
      else high = middle
    }
    return arrows[low - 1] ?? position
  }

  private awaitExpression(node: AwaitExpression, scope: CodeScope): void {
    const line = lineOf(node)
    this.edits.insert(node.start, hookText.resumed(line))
    this.edits.insert(node.start + 'await'.length, hookText.awaiting(line))
    this.expression(node.argument, scope)
    this.edits.insert(node.end, '))')
  }

  private check(node: AnyNode, scope: CodeScope): void {
    const reason = forbiddenForm(node, scope)
    if (reason !== null) this.options.reject(node.start, reason)
  }
}

function isDirective(node: Statement): boolean {
  return node.type === 'ExpressionStatement' && node.directive !== undefined
}

function hasHook(node: Statement): boolean {
  return !isDirective(node) && node.type !== 'FunctionDeclaration' && node.type !== 'EmptyStatement'
}

/** `break`, `continue` and `throw` leave: nothing is after them. */
function canComplete(node: Statement): boolean {
  return !/^(Break|Continue|Throw|Return)Statement$/.test(node.type)
}
