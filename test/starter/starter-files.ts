import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Sandbox } from '../../main/services/ports/sandbox.ts'
import type { Version } from '../../shared/config/ids.ts'
import { compareVersions } from '../../shared/config/version.ts'
import { readJson } from '../../shared/json/read.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import type { Migration } from '../../shared/migration/migration.ts'

/** The folder that `init` copies. */
export const STARTER = fileURLToPath(new URL('../../migrations/walker/', import.meta.url))
const CARELESS = fileURLToPath(new URL('../../migrations/walker-careless/', import.meta.url))

export const AGENTS = ['seo', 'content', 'paid_ads', 'audience_intelligence'] as const
export type Agent = (typeof AGENTS)[number]

export const textOf = (file: string): string => readFileSync(`${STARTER}${file}`, 'utf8')
export const jsonOf = (file: string): JsonObject => readJson(textOf(file)) as JsonObject

/** Versions of an agent, earliest first, by its default configs. */
export const versionsOf = (agent: Agent): Version[] =>
  readdirSync(`${STARTER}defaults/${agent}`)
    .map((name) => name.replace('.json', '') as Version)
    .sort(compareVersions)

/** Every agent with every version of it. */
export const everyVersion: readonly (readonly [Agent, Version])[] = AGENTS.flatMap((agent) =>
  versionsOf(agent).map((version) => [agent, version] as const),
)

export const defaultsOf = (agent: Agent): { [version: string]: JsonObject } =>
  Object.fromEntries(
    versionsOf(agent).map((version) => [version, jsonOf(`defaults/${agent}/${version}.json`)]),
  )

/** The migrations of an agent, as the sandbox reads them. */
export const loadMigrations = (sandbox: Sandbox, agent: Agent): Promise<Migration[]> =>
  Promise.all(
    readdirSync(`${STARTER}migrations/${agent}`).map((name) =>
      sandbox.load(textOf(`migrations/${agent}/${name}`), { file: name }),
    ),
  )

/** The careless way from 1.2.0 to 2.0.0 of the demonstration. */
export const loadCareless = (sandbox: Sandbox): Promise<Migration> => {
  const file = `${CARELESS}seo/1.2.0__2.0.0.ts`
  return sandbox.load(readFileSync(file, 'utf8'), { file })
}
