import { hooksName, valueName } from './reserved-names.ts'

/** The pieces of code that stand for hooks. None holds a line break. */
export const hookText = {
  before: (line: number) => `if(${hooksName}.before(${line}))await ${hooksName}.never;`,
  after: (line: number) => `if(${hooksName}.after(${line}))await ${hooksName}.never;`,
  step: (line: number) => `${hooksName}.step(${line});`,
  stepValue: (line: number) => `${hooksName}.step(${line}),`,
  stepValueAsync: (line: number) =>
    `${hooksName}.dead&&await ${hooksName}.never,${hooksName}.step(${line}),`,
  /** In async code a dead process can wait, so that nothing is thrown that a `catch` or a host would see. */
  stepAsync: (line: number) =>
    `if(${hooksName}.dead)await ${hooksName}.never;${hooksName}.step(${line});`,
  power: `${hooksName}.power(`,
  resumed: (line: number) => `${hooksName}.resumed(${line},`,
  awaiting: (line: number) => `(${hooksName}.awaiting(${line}),`,
  /** Closes what `resumed` and `awaiting` opened. Arguments are evaluated in order: this one after the await. */
  awaited: `),${hooksName}.dead&&await ${hooksName}.never)`,
  resumedInLoop: (line: number) =>
    `if(${hooksName}.dead)await ${hooksName}.never;${hooksName}.resumed(${line},0);`,
  /** Opens the declaration of a value to return. `0,` keeps a function from being named after it. */
  keep: `const ${valueName}=(0,`,
}
