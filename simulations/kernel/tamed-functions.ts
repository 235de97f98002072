/**
 * The constructors of functions, which make code of a text. Every function leads to one through `constructor`, whatever
 * names are taken from a file, and what it makes sees the host's own globals. In their place stand functions of the same
 * name and prototype that make nothing.
 */
import { SimulationError } from './errors'

/** Called with the error before it is thrown: the code may catch it. Returns the one to throw. */
type Report = (error: SimulationError) => SimulationError

/**
 * Refuses them to all code of this realm, for good: a promise that a run left behind may settle after it, and its code
 * must find no more than code of the run did. The host makes code of text with the name `Function`, which no service has.
 */
export function tameFunctions(report: Report): void {
  const ofFunctions = refuse(Function.prototype, Function.prototype, report)
  // Each kind's constructor inherits from `Function` itself, so it must lead to the stand-in.
  for (const made of [async () => undefined, function* () {}, async function* () {}])
    refuse(Object.getPrototypeOf(made), ofFunctions, report)
}

/** @returns what stands in the constructor's place */
function refuse(prototype: object, parent: object, report: Report): object {
  const found = Object.getOwnPropertyDescriptor(prototype, 'constructor')
  const name = String(found?.value?.name)
  function standIn(): never {
    throw report(
      new SimulationError(
        'nondeterminism',
        `${name} makes code of a text, which no simulated process can. Only code that stands in the file can run: write it there.`,
      ),
    )
  }
  Object.defineProperties(standIn, {
    name: { value: name },
    length: { value: 1 },
    prototype: { value: prototype, writable: false },
  })
  Object.setPrototypeOf(standIn, parent)
  Object.defineProperty(prototype, 'constructor', { ...found, value: standIn })
  return standIn
}
