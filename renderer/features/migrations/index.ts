import { lazy } from 'react'
import type { Feature } from '../../workbench/contribution.ts'
import { queries } from '../../workbench/queries.ts'
import { activeEditor } from './active-editor.ts'
import { newMigration, openGraph, openMigration } from './new/new-migration.ts'
import { listQuery } from './queries.ts'

/** Version graphs, and the writing of migrations. */
export const migrations: Feature = {
  id: 'migrations',
  activities: [
    {
      id: 'migrations',
      title: 'Migrations',
      icon: 'git-compare',
      order: 20,
      View: lazy(async () => ({ default: (await import('./side-bar.tsx')).MigrationsSideBar })),
    },
  ],
  editors: [
    {
      type: 'migration',
      icon: 'git-compare',
      Component: lazy(async () => ({
        default: (await import('./editor/migration-editor.tsx')).MigrationEditor,
      })),
    },
    {
      type: 'version-graph',
      icon: 'type-hierarchy-sub',
      Component: lazy(async () => ({
        default: (await import('./graph/version-graph.tsx')).VersionGraphEditor,
      })),
    },
    {
      type: 'finding-page',
      icon: 'book',
      Component: lazy(async () => ({ default: (await import('./page/finding-page.tsx')).FindingPage })),
    },
  ],
  commands: [
    { id: 'migration.new', title: 'New…', category: 'Migration', run: newMigration },
    { id: 'migration.open', title: 'Open', category: 'Migration', hidden: true, run: openMigration },
    { id: 'migration.graph', title: 'Show Version Graph…', category: 'Migration', run: openGraph },
    {
      id: 'migration.save',
      title: 'Save',
      category: 'Migration',
      keybinding: 'ctrl+s',
      isEnabled: () => activeEditor() !== undefined,
      run: () => activeEditor()?.save(),
    },
    {
      id: 'migration.format',
      title: 'Format',
      category: 'Migration',
      isEnabled: () => activeEditor() !== undefined,
      run: () => activeEditor()?.format(),
    },
  ],
  quickItems: async () => {
    const { agents } = await queries.fetchQuery(listQuery)
    return agents.flatMap(({ agent, edges }) =>
      edges.map(({ from, to, path }) => ({
        id: path,
        label: `${from} → ${to}`,
        description: path,
        icon: 'git-compare',
        open: () => openMigration({ agent, from, to }),
      })),
    )
  },
}
