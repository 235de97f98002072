import type {
  AnyNode,
  ArrowFunctionExpression,
  AssignmentExpression,
  AwaitExpression,
  BinaryExpression,
  BlockStatement,
  ForOfStatement,
  Program,
  ReturnStatement,
  Statement,
  StaticBlock,
} from 'acorn'
import { arrowBefore } from './arrow-before.ts'
import { type CodeScope, forbiddenForm } from './forbidden-form.ts'
import { hookText } from './hook-text.ts'
import { ModuleForms } from './module-forms.ts'
import { eachName, valueName } from './reserved-names.ts'
import { canComplete, doesSomething, isDirective } from './statement-kind.ts'
import { childrenOf, lineOf } from './syntax-tree.ts'
import { TextEdits } from './text-edits.ts'

interface InstrumentOptions {
  source: string
  program: Program
  /** Position after each `=>` token, ascending. */
  arrows: readonly number[]
  /** Position of each `**` and `**=` token, ascending. */
  powers: readonly number[]
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

/** A default value, a field or a static block runs where nothing can wait, whatever surrounds it. */
const waitlessScope: CodeScope = { isAsync: false, hasArguments: true }

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
    if (node.type === 'BlockStatement') this.block(node, scope)
    else if (doesSomething(node)) this.hookedStatement(node, scope)
    else if (node.type === 'FunctionDeclaration') this.expression(node, scope)
  }

  private hookedStatement(node: Statement, scope: CodeScope): void {
    const line = lineOf(node)
    const reports = scope.isAsync && this.claim(node)
    this.edits.insert(node.start, reports ? hookText.before(line) : stepText(line, scope))
    if (reports && node.type === 'ReturnStatement') {
      this.reportedReturn(node, scope)
      return
    }
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
    if (!node.argument) {
      this.edits.insert(node.start, hookText.after(line))
      return
    }
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
        break
      case 'ForStatement':
        for (const part of [node.init, node.test, node.update]) {
          if (part) this.expression(part, scope)
        }
        this.body(node.body, scope)
        break
      case 'ForInStatement':
        this.expression(node.left, scope)
        this.expression(node.right, scope)
        this.body(node.body, scope)
        break
      case 'ForOfStatement':
        this.forOf(node, scope)
        break
      case 'WhileStatement':
        this.expression(node.test, scope)
        this.body(node.body, scope)
        break
      case 'DoWhileStatement':
        this.body(node.body, scope)
        this.expression(node.test, scope)
        break
      case 'LabeledStatement':
        // `continue label` wants the loop right behind its label: no hook between them.
        if (node.body.type === 'BlockStatement') this.block(node.body, scope)
        else this.inside(node.body, scope)
        break
      case 'SwitchStatement':
        this.expression(node.discriminant, scope)
        for (const branch of node.cases) {
          if (branch.test) this.expression(branch.test, scope)
          for (const statement of branch.consequent) this.statement(statement, scope)
        }
        break
      case 'TryStatement':
        this.block(node.block, scope)
        if (node.handler?.param) this.expression(node.handler.param, scope)
        if (node.handler) this.block(node.handler.body, scope)
        if (node.finalizer) this.block(node.finalizer, scope)
        break
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
    if (node.type === 'BlockStatement') {
      this.block(node, scope, first)
      return
    }
    this.edits.insert(node.start, `{${first}`)
    if (node.type === 'EmptyStatement') this.edits.insert(node.start, stepText(lineOf(node), scope))
    this.statement(node, scope)
    this.edits.insert(node.end, '}')
  }

  /** A block without a statement of its own gets a hook all the same: an empty loop must reach the step bound. */
  private block(node: BlockStatement | StaticBlock, scope: CodeScope, first = ''): void {
    const directives = node.body.filter(isDirective)
    const last = directives.at(-1)
    const start = last ? last.end : this.options.source.indexOf('{', node.start) + 1
    if (first) this.edits.insert(start, first)
    if (!node.body.some(doesSomething)) {
      this.edits.insert(start, `${last ? ';' : ''}${stepText(lineOf(node), scope)}`)
    }
    for (const statement of node.body) this.statement(statement, scope)
  }

  private expression(node: AnyNode, scope: CodeScope): void {
    this.check(node, scope)
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
        if (node.id) this.check(node.id, scope)
        for (const parameter of node.params) this.expression(parameter, waitlessScope)
        this.block(node.body, { isAsync: node.async, hasArguments: true })
        break
      case 'ArrowFunctionExpression':
        this.arrow(node, scope)
        break
      case 'StaticBlock':
        this.block(node, waitlessScope)
        break
      case 'PropertyDefinition':
        if (node.computed) this.expression(node.key, scope)
        if (node.value) this.expression(node.value, waitlessScope)
        break
      case 'AwaitExpression':
        this.awaitExpression(node, scope)
        break
      case 'BinaryExpression':
        if (node.operator === '**') this.power(node, scope)
        else for (const child of childrenOf(node)) this.expression(child, scope)
        break
      case 'AssignmentExpression':
        if (node.operator === '**=') this.powerAssigned(node, scope)
        else for (const child of childrenOf(node)) this.expression(child, scope)
        break
      default:
        for (const child of childrenOf(node)) this.expression(child, scope)
    }
  }

  private arrow(node: ArrowFunctionExpression, scope: CodeScope): void {
    const inner: CodeScope = { isAsync: node.async, hasArguments: scope.hasArguments }
    for (const parameter of node.params) {
      this.expression(parameter, { ...scope, isAsync: false })
    }
    const { body } = node
    if (body.type === 'BlockStatement') {
      this.block(body, inner)
      return
    }
    const start = arrowBefore(this.options.arrows, body.start)
    const line = lineOf(body)
    if (node.async && this.claim(body)) {
      this.edits.insert(start, `{${hookText.before(line)}${hookText.keep}`)
      this.expression(body, inner)
      this.edits.insert(node.end, `);${hookText.after(line)}return ${valueName}}`)
    } else {
      this.edits.insert(
        start,
        `(${node.async ? hookText.stepValueAsync(line) : hookText.stepValue(line)}`,
      )
      this.expression(body, inner)
      this.edits.insert(node.end, ')')
    }
  }

  private awaitExpression(node: AwaitExpression, scope: CodeScope): void {
    const line = lineOf(node)
    this.edits.insert(node.start, hookText.resumed(line))
    this.edits.insert(node.start + 'await'.length, hookText.awaiting(line))
    this.expression(node.argument, scope)
    this.edits.insert(node.end, hookText.awaited)
  }

  /** `a ** b` becomes a call with both: only brackets and comments stand between them and the operator. */
  private power(node: BinaryExpression, scope: CodeScope): void {
    this.edits.insert(node.start, hookText.power)
    this.expression(node.left, scope)
    const at = this.operatorAfter(node.left.end)
    this.edits.replace(at, at + '**'.length, ',')
    this.expression(node.right, scope)
    this.edits.insert(node.end, ')')
  }

  private powerAssigned(node: AssignmentExpression, scope: CodeScope): void {
    const { left } = node
    if (left.type !== 'Identifier') {
      const reason = 'Here "**=" needs a variable on its left. Write the power out: x.n = x.n ** 2.'
      this.options.reject(node.start, reason)
    }
    this.expression(left, scope)
    const at = this.operatorAfter(left.end)
    this.edits.replace(at, at + '**='.length, `=${hookText.power}${left.name},`)
    this.expression(node.right, scope)
    this.edits.insert(node.end, ')')
  }

  private operatorAfter(position: number): number {
    return this.options.powers.find((at) => at >= position) ?? position
  }

  private check(node: AnyNode, scope: CodeScope): void {
    const reason = forbiddenForm(node, scope)
    if (reason !== null) this.options.reject(node.start, reason)
  }
}

function stepText(line: number, scope: CodeScope): string {
  return scope.isAsync ? hookText.stepAsync(line) : hookText.step(line)
}
