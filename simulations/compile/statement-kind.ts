import type { Statement } from 'acorn'

/** `'use strict'`: only a directive while nothing stands before it, so no hook may. */
export function isDirective(node: Statement): boolean {
  return node.type === 'ExpressionStatement' && node.directive !== undefined
}

/** Whether anything runs where this statement stands. A function's declaration has run before. */
export function doesSomething(node: Statement): boolean {
  return !isDirective(node) && node.type !== 'FunctionDeclaration' && node.type !== 'EmptyStatement'
}

/** `break`, `continue`, `throw` and `return` leave: nothing is after them. */
export function canComplete(node: Statement): boolean {
  return !/^(Break|Continue|Throw|Return)Statement$/.test(node.type)
}
