/**
 * The labs from the command line, with the same kernel as on the page.
 * Answers are on standard output, progress and mistakes on standard error.
 * Exit status: 0 all hold (no promise broken), 1 one violated (broken), 2 unusable input.
 */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { distance } from 'fastest-levenshtein'
import type {
  LabDefinition,
  LabSources,
  Recipe,
  VariantDefinition,
} from '../simulations/kernel/lab'
import { formatMs } from '../simulations/kernel/time'
import { labIds, labs } from '../simulations/registry'
import type { CampaignProgress, CampaignResult } from '../simulations/runner/campaign'
import type { RunResult } from '../simulations/runner/run-recipe'
import type { LabBundle, World } from '../simulations/runner/world'

const usage = `Usage:
  lab list [--json]
  lab run LAB --variant V [--seed N] [--faults "…"] [--edits FILE] [--trace FILE] [--json]
  lab sweep LAB --variant V [--seed N] [--json]
  lab explore LAB --variant V --schedules N [--seed N] [--json]`

const schedulesMost = 1_000_000

const optionsOf: Record<string, string[]> = {
  list: ['json'],
  run: ['variant', 'seed', 'faults', 'edits', 'trace', 'json'],
  sweep: ['variant', 'seed', 'json'],
  explore: ['variant', 'schedules', 'seed', 'json'],
}

const options = {
  variant: { type: 'string' },
  seed: { type: 'string' },
  faults: { type: 'string' },
  edits: { type: 'string' },
  trace: { type: 'string' },
  schedules: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Input that cannot be used: exit status 2. */
class UsageError extends Error {}

/** Something here is wrong, and not the input nor the run. */
const unexpectedStatus = 3

process.exitCode = await main()
// Databases and channels keep Node alive; everything is written by now.
process.stdout.write('', () => process.exit())

async function main(): Promise<number> {
  try {
    const { values, positionals } = readArguments()
    const [command, labId, ...rest] = positionals
    if (values.help === true || command === 'help') {
      print(usage)
      return 0
    }
    const beyond = command === 'list' ? labId : rest[0]
    if (beyond !== undefined) throw new UsageError(`"${beyond}" is one word too many.\n${usage}`)
    refuseOthersOptions(command, Object.keys(values))
    switch (command) {
      case 'list':
        return await list(values.json === true)
      case 'run':
        return await run(await findLab(labId), values)
      case 'sweep':
      case 'explore':
        return await campaign(command, await findLab(labId), values)
      case undefined:
        throw new UsageError(usage)
      default:
        throw new UsageError(
          `There is no command "${command}".${closest(command, [...Object.keys(optionsOf), 'help'])}\n${usage}`,
        )
    }
  } catch (error) {
    const { RecipeError } = await import('../simulations/runner/recipe-problem')
    const { SimulationError } = await import('../simulations/kernel/errors')
    if (error instanceof RecipeError) {
      const { formatProblem } = await import('../simulations/schedule/problem-list')
      process.stderr.write(
        `${error.problems.length > 0 ? error.problems.map(formatProblem).join('\n') : error.message}\n`,
      )
      return 2
    }
    if (error instanceof UsageError || error instanceof SimulationError) {
      process.stderr.write(`${error.message}\n`)
      return 2
    }
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
    return unexpectedStatus
  }
}

/** Node's own messages speak to who wrote the options, not to who types them. */
function readArguments() {
  const { tokens } = parseArgs({ allowPositionals: true, options, strict: false, tokens: true })
  const given = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    if (!isOption(name)) {
      const names = Object.keys(options).map((one) => `--${one}`)
      throw new UsageError(`There is no option "${rawName}".${closest(rawName, names)}\n${usage}`)
    }
    if (given.has(name)) throw new UsageError(`--${name} is given twice. Give it once.`)
    given.add(name)
    const takesValue = options[name].type === 'string'
    if (takesValue && (value === undefined || (!token.inlineValue && /^--?[a-z]/.test(value))))
      throw new UsageError(`--${name} needs a value behind it.\n${usage}`)
    if (!takesValue && value !== undefined)
      throw new UsageError(`--${name} takes no value, and "${value}" is given.`)
  }
  return parseArgs({ args: joined(tokens), allowPositionals: true, options })
}

function isOption(name: string): name is keyof typeof options {
  return Object.hasOwn(options, name)
}

/** Each option with its value in one word: `-1` behind `--seed` is a value. */
function joined(tokens: NonNullable<ReturnType<typeof parseArgs>['tokens']>): string[] {
  return tokens.map((token) => {
    if (token.kind === 'positional') return token.value
    if (token.kind === 'option-terminator') return '--'
    return token.value === undefined ? `--${token.name}` : `--${token.name}=${token.value}`
  })
}

/** An option that would be passed over is a mistake. */
function refuseOthersOptions(command: string | undefined, given: readonly string[]): void {
  const allowed =
    command !== undefined && Object.hasOwn(optionsOf, command) ? optionsOf[command] : undefined
  const other = allowed && given.find((option) => !allowed.includes(option))
  if (other !== undefined)
    throw new UsageError(`--${other} does not belong to ${command}.\n${usage}`)
}

type Values = ReturnType<typeof readArguments>['values']

async function findLab(id: string | undefined): Promise<LabDefinition> {
  if (id === undefined) throw new UsageError(`Name a lab: ${labIds.join(', ')}.\n${usage}`)
  const load = Object.hasOwn(labs, id) ? labs[id] : undefined
  if (!load) throw new UsageError(`No lab is called "${id}".${closest(id, labIds)}`)
  return load()
}

function closest(name: string, names: readonly string[]): string {
  const [best] = [...names].sort((left, right) => distance(name, left) - distance(name, right))
  return best === undefined ? '' : ` Closest: ${best}.`
}

function variantOf(lab: LabDefinition, values: Values): string {
  const names = lab.variants.map((variant) => variant.id)
  if (values.variant === undefined)
    throw new UsageError(`Name a variant of ${lab.id} with --variant: ${names.join(', ')}.`)
  if (!names.includes(values.variant))
    throw new UsageError(
      `Lab ${lab.id} has no variant "${values.variant}".${closest(values.variant, names)}`,
    )
  return values.variant
}

function wholeNumber(
  text: string | undefined,
  name: string,
  bounds: { from: number; to: number; otherwise?: number },
): number {
  if (text === undefined) {
    if (bounds.otherwise === undefined)
      throw new UsageError(
        `--${name} is missing: a whole number from ${bounds.from} to ${bounds.to}.`,
      )
    return bounds.otherwise
  }
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= bounds.from && value <= bounds.to))
    throw new UsageError(
      `--${name} is a whole number from ${bounds.from} to ${bounds.to}, not "${text}".`,
    )
  return value
}

function seedOf(values: Values): number {
  return wholeNumber(values.seed, 'seed', { from: 0, to: 0xffff_ffff, otherwise: 7 })
}

async function list(json: boolean): Promise<number> {
  const definitions = await Promise.all(labIds.map((id) => findLab(id)))
  if (!json) {
    for (const lab of definitions) {
      print(`${lab.id}: ${lab.title} (chapter ${lab.chapter})`)
      for (const variant of lab.variants) {
        const promises =
          variant.promises.length > 0
            ? `promises ${variant.promises.join(', ')}`
            : 'promises nothing'
        print(
          `  ${variant.id}: ${variant.summary} ${promises}${variant.breaks.length > 0 ? `; breaks ${variant.breaks.join(', ')}` : ''}`,
        )
      }
    }
    return 0
  }
  const described = definitions.map((lab) => ({
    id: lab.id,
    chapter: lab.chapter,
    title: lab.title,
    invariants: lab.invariants.map(({ id, title, kind }) => ({ id, title, kind })),
    variants: lab.variants.map(({ id, title, promises, breaks, faultModel }) => ({
      id,
      title,
      promises,
      breaks,
      faultModel,
    })),
    nodes: lab.nodes.map(({ id, kind }) => ({ id, kind })),
    links: lab.links,
    actions: lab.actions.map(({ id, title, parameters }) => ({
      id,
      title,
      parameters: parameters.map((parameter) => parameter.id),
    })),
    featured: lab.featured,
  }))
  print(JSON.stringify(described, null, 2))
  return 0
}

async function run(lab: LabDefinition, values: Values): Promise<number> {
  const recipe: Recipe = {
    lab: lab.id,
    variant: variantOf(lab, values),
    seed: seedOf(values),
    schedule: values.faults ?? '',
    ...(values.edits === undefined ? {} : { edits: await readEdits(lab, values.edits) }),
  }
  if (values.trace !== undefined) requireFolder(values.trace)
  const { bundle, world } = await open(lab, recipe)
  const { fingerprint, runRecipe } = await import('../simulations/runner/run-recipe')
  const result = await runRecipe(world, bundle, recipe)
  if (values.trace !== undefined) writeTrace(values.trace, result)
  if (values.json) {
    print(
      JSON.stringify(
        {
          lab: recipe.lab,
          variant: recipe.variant,
          seed: recipe.seed,
          faults: recipe.schedule,
          fingerprint: fingerprint(result),
          virtualMs: result.virtualUs / 1_000,
          traceEvents: result.trace.length,
          outcome: result.outcome,
          invariants: result.invariants.map(({ id, title, kind, holds, violatedAt, evidence }) => ({
            id,
            title,
            kind,
            holds,
            violatedAtMs: violatedAt === null ? null : violatedAt / 1_000,
            evidence,
          })),
        },
        null,
        2,
      ),
    )
  } else await tell(lab, result, fingerprint(result))
  return result.invariants.some((item) => item.holds === false) ? 1 : 0
}

async function tell(lab: LabDefinition, result: RunResult, fingerprint: string): Promise<void> {
  const { storyOf } = await import('../simulations/story/story')
  const variant = lab.variants.find((candidate) => candidate.id === result.recipe.variant)
  print(`${lab.title}: ${variant?.title ?? result.recipe.variant}, seed ${result.recipe.seed}\n`)
  for (const sentence of storyOf(result.trace, lab))
    print(`${formatMs(sentence.at).padStart(11)}  ${sentence.text}`)
  for (const fault of result.unmet)
    print(`\nThis never came: ${fault}. Its moment was not reached in this run.`)
  print('')
  for (const invariant of result.invariants) {
    const promised = saidBeforehand(invariant.id, variant) === null ? ' (not promised here)' : ''
    const word =
      invariant.holds === null ? 'could not be judged' : invariant.holds ? 'kept' : 'broken'
    print(`${invariant.title}: ${word}${invariant.holds === false ? promised : ''}.`)
    if (invariant.evidence) print(`  ${invariant.evidence.text}.`)
  }
  const end = result.reason
    ? `stopped at its bound of ${result.reason}`
    : `quiet at ${formatMs(result.virtualUs)}`
  print(`\n${result.trace.length} events, ${end}, fingerprint ${fingerprint}`)
}

/**
 * In the words of the page: what a variant is there to break is plainly broken, and the sweep adds that it says so beforehand.
 * "Not promised here" is left for what it makes no claim about at all.
 * @returns `null` for the latter
 */
function saidBeforehand(invariant: string, variant: VariantDefinition | undefined): string | null {
  if (variant?.promises.includes(invariant)) return 'promised'
  return variant?.breaks.includes(invariant) ? 'broken here, as it says beforehand' : null
}

async function campaign(
  command: 'sweep' | 'explore',
  lab: LabDefinition,
  values: Values,
): Promise<number> {
  const variant = variantOf(lab, values)
  const seed = seedOf(values)
  const schedules =
    command === 'explore'
      ? wholeNumber(values.schedules, 'schedules', { from: 1, to: schedulesMost })
      : 0
  const { bundle, world } = await open(lab)
  const { explore, sweep } = await import('../simulations/runner/campaign')
  const options = { seed, onRun: progressLine(command) }
  const result =
    command === 'sweep'
      ? await sweep(world, bundle, variant, options)
      : await explore(world, bundle, variant, { ...options, schedules })
  process.stderr.write('\r\u001b[K')
  // Audits are the business of challenges; every variant passes them.
  const { failedAudits: _, ...said } = result
  if (values.json) print(JSON.stringify(said, null, 2))
  else tellCampaign(command, lab, result)
  return result.brokenPromises.length > 0 ? 1 : 0
}

function tellCampaign(
  command: 'sweep' | 'explore',
  lab: LabDefinition,
  result: CampaignResult,
): void {
  const titles = new Map(lab.invariants.map((invariant) => [invariant.id, invariant.title]))
  const variant = lab.variants.find((candidate) => candidate.id === result.variant)
  const kind = command === 'sweep' ? 'runs with one fault each' : 'random schedules'
  print(`${lab.title}: ${variant?.title ?? result.variant}, seed ${result.seed}`)
  print(`${result.schedules} ${kind}, ${result.schedulesPerSecond} a second\n`)
  for (const [id, title] of titles) {
    const count = result.violations[id] ?? 0
    const promised = saidBeforehand(id, variant) ?? 'not promised here'
    print(
      `${title} (${promised}): ${count === 0 ? `no violation found in ${result.schedules}` : `broken in ${count} of ${result.schedules}`}`,
    )
  }
  const failure = result.firstFailure
  if (failure) {
    print(
      `\nFirst failure, ${titles.get(failure.invariant) ?? failure.invariant}:\n  ${failure.faults}`,
    )
    if (failure.shrunkFaults !== failure.faults)
      print(`Smallest form found:\n  ${failure.shrunkFaults}`)
  }
  print(`\nNot tried: ${result.notTried.join('; ')}.`)
}

function progressLine(command: string): (progress: CampaignProgress) => void {
  const interactive = process.stderr.isTTY === true
  return ({ done, total }) => {
    if (interactive) process.stderr.write(`\r${command}: ${done} of ${total}`)
    else if (done % 250 === 0 || done === total)
      process.stderr.write(`${command}: ${done} of ${total}\n`)
  }
}

async function open(
  lab: LabDefinition,
  recipe?: Recipe,
): Promise<{ bundle: LabBundle; world: World }> {
  const { loadNodeAssets } = await import('../simulations/runner/node/node-assets')
  const { readLabSources } = await import('../simulations/runner/node/load-lab')
  const { createWorld } = await import('../simulations/runner/world')
  const bundle = { definition: lab, sources: readLabSources(lab.id) }
  if (recipe) {
    // Mistakes are answered before anything heavy is loaded.
    const { ProgramCache } = await import('../simulations/runner/program')
    const { readRecipe } = await import('../simulations/runner/stage')
    await readRecipe(new ProgramCache('function'), bundle, recipe)
  }
  await import('./prepare-postgres')
  return { bundle, world: createWorld(await loadNodeAssets(), { host: 'function' }) }
}

/** A JSON object: path of a source file relative to the lab's folder → its new text. */
async function readEdits(lab: LabDefinition, file: string): Promise<LabSources> {
  const { z } = await import('zod')
  if (!existsSync(file)) throw new UsageError(`--edits: there is no file "${file}".`)
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(
      `--edits: ${file} is not JSON. ${error instanceof Error ? error.message : ''}`,
    )
  }
  const edits = z.record(z.string(), z.string().max(200_000)).safeParse(parsed)
  if (!edits.success)
    throw new UsageError(
      `--edits: ${file} must hold an object of file texts, such as {"services/outbox/orders.ts": "…"}.`,
    )
  const { readLabSources } = await import('../simulations/runner/node/load-lab')
  const known = Object.keys(readLabSources(lab.id))
  for (const path of Object.keys(edits.data)) {
    if (!known.includes(path))
      throw new UsageError(`--edits: ${lab.id} has no file "${path}".${closest(path, known)}`)
  }
  return edits.data
}

/** Before a run that may take long. */
function requireFolder(file: string): void {
  const folder = dirname(file)
  const why = !statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? `There is no folder "${folder}".`
    : statSync(file, { throwIfNoEntry: false })?.isDirectory()
      ? 'It is a folder.'
      : null
  if (why !== null) throw new UsageError(`--trace: ${file} cannot be written. ${why}`)
}

function writeTrace(file: string, result: RunResult): void {
  try {
    writeFileSync(file, result.trace.map((event) => `${JSON.stringify(event)}\n`).join(''))
  } catch (error) {
    throw new UsageError(
      `--trace: ${file} cannot be written. ${error instanceof Error ? error.message : ''}`,
    )
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
