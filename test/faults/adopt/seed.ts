// Databases of applications, with all the mistakes that one can have: made up as a value, which is then written
// to PostgreSQL. Each row has a number of its own, so that it can be found again wherever it goes.

import fc from 'fast-check'
import type { TestDatabase } from '../../support/postgres.ts'

export type Config = {
  readonly number: number
  readonly id: string | null
  readonly tenant: string | null
  readonly user: string | null
  readonly agent: string | null
  readonly version: string | null
  /** JSON text. */
  readonly json: string | null
  readonly status: 'active' | 'migrating' | 'failed' | 'archived'
  /** Hours since it began to migrate; null where nobody noted it. */
  readonly hours: number | null
}

export type History = {
  readonly number: number
  readonly id: string | null
  readonly configId: string | null
  readonly version: string | null
  readonly json: string | null
  readonly changedBy: string | null
}

export type World = {
  readonly idType: 'uuid' | 'text'
  readonly agentType: 'enum' | 'text'
  readonly tenants: readonly string[] | undefined
  readonly users: readonly string[] | undefined
  /** Columns that the tables of configs and of the history lack. */
  readonly lacks: readonly string[]
  /** Constraints and indexes that are added where the rows fit. */
  readonly additions: readonly string[]
  readonly configs: readonly Config[]
  readonly history: readonly History[]
}

const id = (kind: string, number: number): string =>
  `${kind.repeat(8)}-0000-4000-8000-${String(number).padStart(12, '0')}`
const tenantId = (number: number): string => id('a', number)
const userId = (number: number): string => id('b', number)
const configId = (number: number): string => id('c', number)

const LACKABLE = [
  'flow_id',
  'flow_hash',
  'config_schema_version',
  'migration_status',
  'previous_version',
  'migration_attempted_at',
  'migration_error',
  'created_at',
  'updated_at',
  'execution_count',
  'changed_by',
  'change_reason',
]

const ADDITIONS = [
  'ALTER TABLE walker_agent_user_configs ADD PRIMARY KEY (id)',
  'ALTER TABLE walker_agent_user_configs ADD UNIQUE (tenant_id, user_id, agent_type)',
  `ALTER TABLE walker_agent_user_configs ADD CHECK (flow_version ~ '^[0-9]+\\.[0-9]+\\.[0-9]+$')`,
  `ALTER TABLE walker_agent_user_configs ADD CONSTRAINT is_object CHECK (jsonb_typeof(config_json) = 'object') NOT VALID`,
  'ALTER TABLE walker_agent_user_configs ALTER COLUMN tenant_id SET NOT NULL',
  'ALTER TABLE walker_agent_user_configs ADD FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE',
  'ALTER TABLE walker_agent_user_configs ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID',
  'ALTER TABLE walker_agent_config_versions ADD PRIMARY KEY (id)',
  'ALTER TABLE walker_agent_config_versions ADD FOREIGN KEY (config_id) REFERENCES walker_agent_user_configs (id) ON DELETE CASCADE',
  'CREATE INDEX ours ON walker_agent_user_configs (tenant_id, agent_type)',
  'CREATE INDEX idx_user_configs_version ON walker_agent_user_configs (flow_version)',
  'CREATE INDEX of_config ON walker_agent_config_versions (config_id)',
]

const often = <T>(usual: fc.Arbitrary<T>, ...others: fc.Arbitrary<T>[]): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: usual, weight: 12 }, ...others.map((arbitrary) => ({ arbitrary, weight: 1 })))

/** What cannot be in a column of type uuid becomes NULL there. */
const malformed = (idType: World['idType']): fc.Arbitrary<string | null> =>
  idType === 'uuid'
    ? fc.constant(null)
    : fc.constantFrom(null, '', 'bad', 'ann@example.com', `${id('c', 1)}0`)

const config = (number: number, idType: World['idType']): fc.Arbitrary<Config> => {
  const bad = malformed(idType)
  return fc
    .record({
      id: often<string | null>(fc.constant(configId(number)), bad, fc.nat(5).map(configId)),
      // One user of each tenant: two configs of the same one happen.
      person: fc.nat(30),
      tenant: often<string | null | undefined>(fc.constant(undefined), bad, fc.nat(30).map(tenantId)),
      user: often<string | null | undefined>(fc.constant(undefined), bad, fc.nat(30).map(userId)),
      agent: often<string | null>(fc.constantFrom('seo', 'content'), fc.constant(null), fc.constant('hr')),
      version: often<string | null>(
        fc.constantFrom('1.0.0', '1.1.0'),
        fc.constantFrom(null, '1.0', 'v2', '7.0.0'),
      ),
      says: fc.oneof({ arbitrary: fc.constant('same'), weight: 8 }, fc.constantFrom('1.1.0', 'none', '9')),
      form: often(fc.constant('object'), fc.constantFrom('array', 'null', 'NULL')),
      status: often<Config['status']>(
        fc.constantFrom('active', 'failed', 'archived'),
        fc.constant('migrating'),
      ),
      hours: fc.constantFrom(null, 1, 80),
      text: fc.string({ unit: 'grapheme', maxLength: 8 }),
    })
    .map(({ says, form, text, person, tenant, user, ...rest }) => ({
      ...rest,
      number,
      tenant: tenant === undefined ? tenantId(person) : tenant,
      user: user === undefined ? userId(person) : user,
      json: jsonOf(form, says === 'same' ? rest.version : says, text.replaceAll('\u0000', '')),
    }))
}

function jsonOf(form: string, version: string | null, text: string): string | null {
  if (form === 'NULL') return null
  if (form === 'null') return 'null'
  if (form === 'array') return `[${JSON.stringify(text)}]`
  const said = version === null || version === 'none' ? '' : `"version": ${JSON.stringify(version)}, `
  return `{${said}"number": 12345678901234567890.10, "text": ${JSON.stringify(text)}}`
}

const historyRow = (number: number, idType: World['idType']): fc.Arbitrary<History> =>
  fc
    .record({
      id: often<string | null>(
        fc.constant(id('d', number)),
        malformed(idType),
        fc.nat(3).map((n) => id('d', n)),
      ),
      configId: often<string | null>(fc.nat(24).map(configId), malformed(idType)),
      version: often<string | null>(fc.constant('1.0.0'), fc.constant(null)),
      json: often<string | null>(fc.constant(`{"was": ${number}.50}`), fc.constant(null)),
      changedBy: fc.oneof(fc.constant(null), fc.nat(30).map(userId), malformed(idType)),
    })
    .map((row) => ({ ...row, number }))

const parents = (of: (number: number) => string): fc.Arbitrary<readonly string[] | undefined> =>
  often<readonly string[] | undefined>(
    fc.subarray(
      Array.from({ length: 31 }, (_, number) => of(number)),
      { minLength: 15 },
    ),
    fc.constant(undefined),
  )

export const worlds: fc.Arbitrary<World> = fc.constantFrom<World['idType']>('uuid', 'text').chain((idType) =>
  fc.record({
    idType: fc.constant(idType),
    agentType: fc.constantFrom('enum', 'text'),
    tenants: parents(tenantId),
    users: parents(userId),
    lacks: fc.subarray(LACKABLE, { maxLength: 4 }),
    additions: fc.subarray(ADDITIONS),
    configs: fc
      .integer({ min: 0, max: 24 })
      .chain((many) => fc.tuple(...rowsOf(many, (at) => config(at, idType)))),
    history: fc
      .integer({ min: 0, max: 16 })
      .chain((many) => fc.tuple(...rowsOf(many, (at) => historyRow(at, idType)))),
  }),
)

const rowsOf = <T>(many: number, row: (number: number) => T): T[] =>
  Array.from({ length: many }, (_, at) => row(at))

/** Writes a world to an empty database. */
export async function writeWorld(database: TestDatabase, world: World): Promise<void> {
  await database.query(`
    DROP SCHEMA IF EXISTS crosswalk CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;
    CREATE TYPE agent_type_enum AS ENUM ('seo', 'content', 'hr');
    CREATE TYPE config_status_enum AS ENUM ('active', 'migrating', 'failed', 'archived');`)
  for (const [name, ids] of [
    ['tenants', world.tenants],
    ['users', world.users],
  ] as const) {
    if (ids === undefined) continue
    await database.query(
      name === 'tenants'
        ? 'CREATE TABLE tenants (id uuid PRIMARY KEY, name text, slug text NOT NULL)'
        : 'CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL UNIQUE, tenant_id uuid)',
    )
    await database.query(
      `INSERT INTO ${name} (id, ${name === 'tenants' ? 'slug' : 'email'}) SELECT i, i FROM unnest($1::uuid[]) AS i`,
      [ids],
    )
  }
  const { idType } = world
  await database.query(`
    CREATE TABLE walker_agent_user_configs (
      number integer, score double precision DEFAULT 0.1, raw json DEFAULT '{"a" :1,  "a": 2}', tags text[] DEFAULT '{x,"y z"}',
      id ${idType}, tenant_id ${idType}, user_id ${idType},
      agent_type ${world.agentType === 'enum' ? 'agent_type_enum' : 'text'},
      flow_id text, flow_version text, flow_hash text, config_json jsonb, config_schema_version text DEFAULT '1.0.0',
      migration_status config_status_enum DEFAULT 'active', previous_version text, migration_attempted_at timestamp,
      migration_completed_at timestamp, migration_error text, created_at timestamp DEFAULT now(), updated_at timestamp,
      last_executed_at timestamp, execution_count integer DEFAULT 0);
    CREATE TABLE walker_agent_config_versions (
      number integer, id ${idType}, config_id ${idType}, version text, config_snapshot jsonb, changed_by ${idType},
      change_reason text, created_at timestamp DEFAULT now());`)
  const { configs, history } = world
  await database.query(
    `INSERT INTO walker_agent_user_configs (number, id, tenant_id, user_id, agent_type, flow_id, flow_version, config_json,
                                            migration_status, migration_attempted_at, updated_at)
     SELECT number, id::${idType}, tenant::${idType}, "user"::${idType}, agent::${world.agentType === 'enum' ? 'agent_type_enum' : 'text'},
            'flow', version, json::jsonb, status::config_status_enum, (now() - make_interval(hours => hours)), now()
       FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[])
         AS c (number, id, tenant, "user", agent, version, json, status, hours)`,
    [
      configs.map((one) => one.number),
      configs.map((one) => one.id),
      configs.map((one) => one.tenant),
      configs.map((one) => one.user),
      configs.map((one) => one.agent),
      configs.map((one) => one.version),
      configs.map((one) => one.json),
      configs.map((one) => one.status),
      configs.map((one) => one.hours),
    ],
  )
  await database.query(
    `INSERT INTO walker_agent_config_versions (number, id, config_id, version, config_snapshot, changed_by, change_reason)
     SELECT number, id::${idType}, config::${idType}, version, json::jsonb, "by"::${idType}, 'edited'
       FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         AS h (number, id, config, version, json, "by")`,
    [
      history.map((one) => one.number),
      history.map((one) => one.id),
      history.map((one) => one.configId),
      history.map((one) => one.version),
      history.map((one) => one.json),
      history.map((one) => one.changedBy),
    ],
  )
  for (const table of ['walker_agent_user_configs', 'walker_agent_config_versions'])
    for (const column of world.lacks)
      await database.query(`ALTER TABLE ${table} DROP COLUMN IF EXISTS ${column}`)
  // Those that the rows do not fit are not there: that is how an application comes to have such rows.
  for (const statement of world.additions) await database.query(statement).catch(() => undefined)
}

export type Row = {
  readonly place: 'table' | 'aside'
  readonly values: Readonly<Record<string, string | null>>
}

/** Every row that there was, by table and number, with its values as text: where it stands, or as it was set aside. */
export async function everyRow(database: TestDatabase): Promise<ReadonlyMap<string, readonly Row[]>> {
  const found = new Map<string, Row[]>()
  const add = (table: string, place: Row['place'], values: Row['values']) => {
    const key = `${table} ${values.number}`
    found.set(key, [...(found.get(key) ?? []), { place, values }])
  }
  for (const table of ['walker_agent_user_configs', 'walker_agent_config_versions']) {
    const columns = await database.query<{ name: string }>(
      `SELECT attname::text AS name FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped`,
    )
    const rows = await database.query<Record<string, string | null>>(
      `SELECT ${columns.map(({ name }) => `${name}::text`).join(', ')} FROM ${table}`,
    )
    for (const values of rows) add(table, 'table', values)
  }
  const [there] = await database.query<{ there: boolean }>(
    `SELECT to_regclass('crosswalk.set_aside') IS NOT NULL AS there`,
  )
  if (there?.there) {
    const rows = await database.query<{ table_name: string; row_values: Record<string, string | null> }>(
      'SELECT table_name, row_values FROM crosswalk.set_aside WHERE column_name IS NULL AND restored_at IS NULL',
    )
    for (const { table_name, row_values } of rows) add(table_name, 'aside', row_values)
  }
  return found
}
