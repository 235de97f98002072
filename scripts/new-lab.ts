/**
 * Scaffolds a lab: `npm run new:lab -- <id>`. It runs, and its contract test fails until the lab keeps its word.
 * The id has to stand in `content/curriculum.ts`, which says to which chapter it belongs.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { curriculum } from '../content/curriculum'
import { labIds } from '../simulations/registry'

const root = fileURLToPath(new URL('..', import.meta.url))

const id = process.argv[2]
const chapter = curriculum.find((candidate) => id !== undefined && candidate.labs.includes(id))
const problem = findProblem()
if (problem !== null || id === undefined || !chapter) {
  process.stderr.write(`${problem}\n`)
  process.exit(2)
}

const files: Record<string, string> = {
  [`simulations/${id}/lab.ts`]: labFile(id, chapter.id),
  [`simulations/${id}/lab.test.ts`]: `import { describeContract } from '../runner/testing/contract'\nimport { lab } from './lab'\n\ndescribeContract('${id}', lab)\n`,
  [`simulations/${id}/services/naive/greeter.ts`]: greeterFile(),
  [`simulations/${id}/services/naive/greeter.py`]: greeterTwin(),
  [`simulations/${id}/schema/greeter.sql`]:
    'CREATE TABLE greetings (\n  id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  name text NOT NULL\n);\n',
}
const lesson = `content/${chapter.id}/lesson.mdx`
if (!existsSync(path.join(root, lesson))) files[lesson] = lessonFile(id)

for (const [file, text] of Object.entries(files)) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
  process.stdout.write(`wrote ${file}\n`)
}
register()

function findProblem(): string | null {
  if (id === undefined) return 'Name the lab: npm run new:lab -- <id>'
  if (!/^[a-z][a-z0-9-]*$/.test(id))
    return `"${id}" is no id: lower-case letters, digits and hyphens, beginning with a letter.`
  if (labIds.includes(id) || existsSync(path.join(root, 'simulations', id)))
    return `There is a lab "${id}" already.`
  if (!chapter)
    return `No chapter of content/curriculum.ts has a lab "${id}". Add it to the chapter's "labs" first.`
  return null
}

/** One line in the registry. */
function register(): void {
  const file = path.join(root, 'simulations/registry.ts')
  const text = readFileSync(file, 'utf8')
  const key = /^[a-z]+$/.test(id ?? '') ? id : `'${id}'`
  const line = `  ${key}: () => import('./${id}/lab').then((module) => module.lab),\n`
  writeFileSync(
    file,
    text.replace(/\n}\n\nexport const labIds/, `\n${line}}\n\nexport const labIds`),
  )
  process.stdout.write('added a line to simulations/registry.ts\n')
}

function labFile(lab: string, chapterId: string): string {
  return `/** The lab \`${lab}\`: say in one sentence what it shows. */
import type { LabDefinition } from '../kernel/lab'
import { millisecond } from '../kernel/time'
import { atMostOneRow } from '../promises/at-most-once'

export const lab: LabDefinition = {
  id: '${lab}',
  chapter: '${chapterId}',
  title: 'A greeting, stored',
  goal: 'Store one greeting twice.',
  goalReached: { 'greeted-once': 'One greeting is stored twice. Now prevent it.' },
  subject: { noun: 'greeting', find: (text) => /\\bgreeting-\\d+\\b/.exec(text)?.[0] ?? null },
  nodes: [
    { id: 'shop', kind: 'client', description: 'the customers', position: { column: 0, row: 0 } },
    { id: 'greeter', kind: 'service', position: { column: 0, row: 1 } },
    { id: 'greeter-db', kind: 'postgres', owner: 'greeter', position: { column: 0, row: 2 } },
  ],
  links: [
    { from: 'shop', to: 'greeter' },
    { from: 'greeter', to: 'greeter-db' },
  ],
  topics: [],
  actions: [
    {
      id: 'greet',
      title: 'Greet',
      node: 'shop',
      parameters: [],
      perform: ({ ordinal }) => ({
        kind: 'request',
        from: 'shop',
        to: 'greeter',
        method: 'POST',
        path: '/greetings',
        body: { name: \`greeting-\${ordinal + 1}\` },
      }),
    },
  ],
  workload: () => [{ action: 'greet', arguments: {}, at: 2 * millisecond }],
  invariants: [
    atMostOneRow({
      id: 'greeted-once',
      title: 'Each greeting is stored once',
      database: 'greeter-db',
      table: 'greetings',
      column: 'name',
      noun: 'row',
      subjectNoun: 'greeting',
    }),
  ],
  variants: [
    {
      id: 'naive',
      title: 'Naive',
      summary: 'Stores what it is sent.',
      promises: [],
      breaks: ['greeted-once'],
      faultModel: { kinds: ['crash-restart', 'pause', 'cut', 'lag', 'database'], mostAtOnce: 4 },
      without: [],
      services: [{ node: 'greeter', files: ['services/naive/greeter.ts'], database: 'greeter-db' }],
      schemas: { 'greeter-db': 'schema/greeter.sql' },
    },
  ],
  // The contract test fails here: this run has to break what the variant says it breaks.
  featured: [
    {
      title: 'Say what happens',
      variant: 'naive',
      seed: 7,
      faults: '',
      violates: ['greeted-once'],
    },
  ],
  remedy: {},
}
`
}

function greeterFile(): string {
  return `import { db, http } from 'faultline'

http.post('/greetings', async ({ body }) => {
  // store the greeting
  await db.query('INSERT INTO greetings (name) VALUES ($1)', [body.name])

  return { status: 201, body: { name: body.name } }
})
`
}

function greeterTwin(): string {
  return `from fastapi import APIRouter, Request

router = APIRouter()


@router.post("/greetings", status_code=201)
async def greet(request: Request) -> dict:
    greeting = await request.json()

    # store the greeting
    await request.app.state.pool.execute(
        "INSERT INTO greetings (name) VALUES ($1)", greeting["name"]
    )

    return {"name": greeting["name"]}
`
}

function lessonFile(lab: string): string {
  return `One sentence about a row, a name, an amount.

## Break it first

<Lab id="${lab}" variant="naive" name="Lab" caption="What is drawn." />

## Sources

<SourceList sources={[{ title: 'Title', by: 'Author', year: 2026 }]} />
`
}
