import { isAgentName } from '../../../shared/config/agent.ts'
import type { AgentName, Version } from '../../../shared/config/ids.ts'
import { compareVersions, isVersion } from '../../../shared/config/version.ts'
import { fail } from '../../../shared/errors/index.ts'
import type { FileKind, FileRef, ListedKind, SingleKind } from '../../services/ports/workspace.ts'

export const SETTINGS_FILE = 'crosswalk.json'

/** The files of which a workspace has one. */
const singles: Readonly<Record<SingleKind, string>> = { settings: SETTINGS_FILE, editor: 'tsconfig.json' }

const isSingle = (kind: FileKind): kind is SingleKind => Object.hasOwn(singles, kind)

/** Where each kind lies: `folder/<agent>/<stem><ending>`, and for releases `folder/<agent>@<stem><ending>`. */
type Layout = {
  readonly folder: string
  readonly separator: '/' | '@'
  readonly ending: string
  /** What to do where a file of this kind is missing. */
  readonly remedy: string
}

export const layouts: Readonly<Record<ListedKind, Layout>> = {
  meta: {
    folder: 'flows',
    separator: '/',
    ending: '.meta.json',
    remedy: 'Bring the flow in with `crosswalk flow import`.',
  },
  flow: {
    folder: 'flows',
    separator: '/',
    ending: '.json',
    remedy: 'Bring the flow in with `crosswalk flow import`.',
  },
  schema: {
    folder: 'schemas',
    separator: '/',
    ending: '.json',
    remedy: 'Write the JSON Schema that configs of this version have to fit.',
  },
  defaults: {
    folder: 'defaults',
    separator: '/',
    ending: '.json',
    remedy: 'Write the config that a new user of this version gets.',
  },
  migration: {
    folder: 'migrations',
    separator: '/',
    ending: '.ts',
    remedy: 'Begin one with `crosswalk migration new`.',
  },
  release: {
    folder: 'releases',
    separator: '@',
    ending: '.json',
    remedy: 'Make it with `crosswalk release create`; `crosswalk release list` shows what there is.',
  },
  accepted: {
    folder: 'accepted',
    separator: '/',
    ending: '.json',
    remedy: 'Accept a loss with `crosswalk loss accept`; `crosswalk loss list` shows which there are.',
  },
  checklist: {
    folder: 'releases',
    separator: '@',
    ending: '.checklist.json',
    remedy: 'Tick a step of the checklist in the workbench.',
  },
}

/** The folders that files lie in. */
export const folders = [...new Set(Object.values(layouts).map(({ folder }) => folder))]

export const listedKinds = Object.keys(layouts) as ListedKind[]

/**
 * Path of a file relative to the workspace, with slashes. Names are checked here once more, whoever
 * gave them, so that no path leads out of the workspace.
 */
export function pathOf(file: FileRef): string {
  if (file.kind === 'settings' || file.kind === 'editor') return singles[file.kind]
  const { folder, separator, ending } = layouts[file.kind]
  const stem =
    file.kind === 'migration' ? `${version(file.from)}__${version(file.to)}` : version(file.version)
  return `${folder}/${agent(file.agent)}${separator}${stem}${ending}`
}

const agent = (name: string): AgentName =>
  isAgentName(name) ? name : fail('config/bad-agent', { agent: name })
const version = (text: string): Version =>
  isVersion(text) ? text : fail('config/bad-version', { version: text })

/** Which file of a kind a relative path is; undefined where it is none. */
export function toRef<K extends ListedKind>(kind: K, path: string): FileRef<K> | undefined {
  const { folder, separator, ending } = layouts[kind]
  if (!path.startsWith(`${folder}/`) || !path.endsWith(ending)) return undefined
  const [agent = '', stem = '', ...more] = path.slice(folder.length + 1, -ending.length).split(separator)
  if (more.length > 0 || !isAgentName(agent)) return undefined
  if (kind === 'migration') {
    const [from = '', to = '', ...rest] = stem.split('__')
    if (rest.length > 0 || !isVersion(from) || !isVersion(to)) return undefined
    return { kind, agent, from, to } as FileRef<K>
  }
  return isVersion(stem) ? ({ kind, agent, version: stem } as FileRef<K>) : undefined
}

/** By agent, then by version, then by the version that a migration leads to. */
export function compareRefs(a: FileRef<ListedKind>, b: FileRef<ListedKind>): number {
  if (a.agent !== b.agent) return a.agent < b.agent ? -1 : 1
  if (a.kind === 'migration' && b.kind === 'migration') {
    return compareVersions(a.from, b.from) || compareVersions(a.to, b.to)
  }
  return a.kind !== 'migration' && b.kind !== 'migration' ? compareVersions(a.version, b.version) : 0
}

/** What to do where a file is missing. */
export const remedyFor = (kind: FileKind): string =>
  isSingle(kind) ? 'Make the workspace with `crosswalk init`.' : layouts[kind].remedy
