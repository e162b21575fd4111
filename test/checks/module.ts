// One module with the documents around it, checked as `crosswalk migration check` does it.

import { SesSandbox } from '../../main/sandbox/sandbox.ts'
import {
  applyAllows,
  type CheckFinding,
  checkMigrationData,
  type VersionDocuments,
} from '../../shared/checks/index.ts'
import type { Version } from '../../shared/config/ids.ts'
import type { Json, JsonObject } from '../../shared/json/value.ts'

const FROM = '1.0.0' as Version
const TO = '1.1.0' as Version

/** The default config of 1.0.0 of the agent that the examples of the catalogue are of. */
export const usual: JsonObject = {
  version: FROM,
  tenant_id: 't-1',
  limits: { cpc: 2, cpa: 40 },
  pacing: 'even',
  tone: 'plain',
  retries: 3,
  budget: 5,
  strict: true,
  name: 'seo',
  tags: [],
  refresh: { slot: { at: '06:00', timezone: 'UTC' } },
}

const string = { type: 'string' }
const number = { type: 'number' }

/** Its schema: what users may have beside, too. */
export const schema: JsonObject = {
  type: 'object',
  required: ['version', 'tenant_id', 'pacing'],
  properties: {
    version: { const: FROM },
    tenant_id: string,
    limits: { type: 'object', properties: { cpc: number, cpa: number } },
    pacing: { type: 'string', enum: ['even', 'fast', 'slow'] },
    tone: string,
    nickname: string,
    title: string,
    retries: { type: 'integer' },
    budget: number,
    strict: { type: 'boolean' },
    name: string,
    tags: { type: 'array', items: string },
    refresh: {
      type: 'object',
      properties: { slot: { type: 'object', properties: { at: string, timezone: string } } },
    },
    rules: {
      type: 'array',
      items: { type: 'object', properties: { kind: { enum: ['a', 'b'] }, value: number, min: number } },
    },
    channels: {
      type: 'object',
      additionalProperties: { type: 'object', properties: { enabled: { type: 'boolean' }, tone: string } },
    },
  },
}

export type Around = {
  readonly from?: Partial<VersionDocuments>
  readonly to?: Partial<VersionDocuments>
  readonly before?: string
}

/** A module with these steps, or with these members of its definition where the text has some. */
function moduleOf(text: string, before = ''): string {
  const has = (name: string) => new RegExp(`^${name}:`, 'm').test(text)
  const members = has('from') || has('summary') || has('steps')
  const rest = {
    agent: "'seo'",
    from: `'${FROM}'`,
    to: `'${TO}'`,
    summary: "'A test'",
    steps: "[add('/z', 1)]",
  }
  const more = Object.entries(rest).filter(([name]) => !(members && has(name)))
  const names = ['add', 'convert', 'deprecate', 'each', 'head', 'hoist', 'move', 'nest', 'redefault']
  return `import { defineMigration, ${names.join(', ')}, remove, rename, transform, when, wrap } from 'crosswalk'
${before}
export default defineMigration({
${more
  .map(([name, value]) => (name === 'steps' && !members ? `steps: [\n${text}\n],` : `${name}: ${value},`))
  .join('\n')}
${members ? text : ''}
})
`
}

/** Checks modules in one sandbox. */
export class Checker {
  readonly #sandbox = new SesSandbox({ cores: 1 })

  /** Everything that is found in a module of these steps, silenced findings left out. */
  async findings(text: string, { from, to, before }: Around = {}): Promise<readonly CheckFinding[]> {
    const [file, source] = ['migrations/seo/1.0.0__1.1.0.ts', moduleOf(text, before)]
    const migration = await this.#sandbox.load(source, { file })
    const facts = await this.#sandbox.inspect(source, { file })
    const found = checkMigrationData({
      migration,
      file,
      from: { version: FROM, schema: schema as Json, defaults: usual, ...from },
      to: { version: TO, ...to },
      source: facts,
    })
    return applyAllows(file, found, { comments: facts.allows }).findings
  }

  /** The codes found, in order of their places, each with the line within the given text and with its place. */
  async codes(text: string, around: Around = {}): Promise<readonly string[]> {
    return (await this.findings(text, around)).map(({ code }) => code)
  }

  close(): Promise<void> {
    return this.#sandbox.close()
  }
}
