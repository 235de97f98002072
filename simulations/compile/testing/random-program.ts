import fc from 'fast-check'

/** Statement texts; each logs what it does, so that two runs can be compared. */
type Program = {
  statement: string
}

/** Lines joined as a writer might: one statement a line, or two on one. */
const joined = (arbitrary: fc.Arbitrary<string>, max: number): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(arbitrary, fc.constantFrom('\n', '\n', '\n', '; ', '\n\n// a step\n')), {
      minLength: 1,
      maxLength: max,
    })
    .map((parts) => parts.map(([text, end]) => `${text}${end}`).join(''))

const number = fc.integer({ min: 0, max: 9 })

const { statement } = fc.letrec<Program>((tie) => {
  const inner = tie('statement')
  const block = joined(inner, 3).map((body) => `{\n${body}}`)
  const body = fc.oneof(
    block,
    block,
    number.map((n) => `log(${n})`),
    fc.constant('{}'),
  )
  const simple = fc.oneof(
    number.map((n) => `log(${n})`),
    number.map((n) => `log(await tick(${n}))`),
    number.map((n) => `let v${n} = await tick(${n})\nlog(v${n})`).map((text) => `{ ${text} }`),
    number.map((n) => `;[${n}, await tick(${n + 1})].forEach((x) => log(x))`),
    number.map((n) => `if (turn() % 3 === 0) throw new Error('${n}')`),
    number.map((n) => `if (turn() % 4 === 0) return ${n}`),
    number.map((n) => `if (turn() % 4 === 0)\n  return await tick(${n})`),
    number.map((n) => `log(plain(${n}))`),
    number.map((n) => `log(await (async (x) =>\n  (log('in'), await tick(x)))(${n}))`),
    fc.constant('await null'),
  )
  return {
    statement: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      simple,
      fc.tuple(body, body).map(([a, b]) => `if (turn() % 2) ${a}\nelse ${b}`),
      body.map((b) => `for (let i = 0; i < 2; i++) ${b}`),
      body.map((b) => `for (const x of [1, 2]) ${b}`),
      body.map((b) => `for await (const x of [1, tick(2)]) ${b}`),
      block.map((b) => `{ let n = 0; do ${b}\nwhile (n++ < 1) }`),
      fc
        .tuple(block, fc.nat())
        .map(
          ([b, n]) =>
            `l${n}: for (const x of [1, 2, 3]) {\nif (turn() % 3 === 1) continue l${n}\n${b}\nif (turn() % 5 === 1) break l${n}\n}`,
        ),
      fc.tuple(block, block).map(([a, b]) => `try ${a} catch (error) { log(error.message)\n${b} }`),
      fc.tuple(block, block).map(([a, b]) => `try ${a} finally ${b}`),
      fc.tuple(block, block, block).map(([a, b, c]) => `try ${a} catch ${b} finally ${c}`),
      fc
        .tuple(block, block)
        .map(
          ([a, b]) =>
            `switch (turn() % 3) {\ncase 0: ${a}\ncase 1: log('one'); break\ndefault: ${b}\n}`,
        ),
      fc
        .tuple(block, block)
        .map(
          ([a, b]) =>
            `log(await Promise.all([async () => ${a}, async () => ${b}].map((f) => f())))`,
        ),
      block.map((b) => `await (async function () ${b})()`),
      fc
        .tuple(block, number)
        .map(
          ([b, n]) =>
            `for await (const x of (async function* () { try { yield ${n}\n${b}\nyield 0 } finally { log('closed') } })()) log(x)`,
        ),
    ),
  }
})

/** The text of a module whose `main(log, tick)` ends, in one way or another. */
export const randomProgram: fc.Arbitrary<string> = joined(statement, 4).map(
  (body) => `let turns = 0
const turn = () => turns++
function plain(n) {
  try { for (const x of [1, 2]) { if (x === 2) return n } } finally { turn() }
}
export async function main(log, tick) {
${body}
}`,
)
