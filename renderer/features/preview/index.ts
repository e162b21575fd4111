import { lazy } from 'react'
import type { Feature } from '../../workbench/contribution.ts'
import { commands } from './commands.ts'
import { getPreviews } from './data.ts'
import { openPreview, shortId } from './open.ts'

export const preview: Feature = {
  id: 'preview',
  activities: [
    {
      id: 'preview',
      title: 'Snapshots and previews',
      icon: 'beaker',
      order: 30,
      View: lazy(() => import('./side-bar/preview-view.tsx')),
    },
  ],
  editors: [
    { type: 'preview', icon: 'beaker', Component: lazy(() => import('./editor/preview-editor.tsx')) },
    {
      type: 'preview-compare',
      icon: 'git-compare',
      Component: lazy(() => import('./compare/compare-editor.tsx')),
    },
    { type: 'config-explain', icon: 'diff', Component: lazy(() => import('./explain/explain-editor.tsx')) },
  ],
  commands,
  quickItems: async () =>
    (await getPreviews())
      .filter(({ state }) => state === 'complete')
      .map((one) => ({
        id: one.preview,
        label: `Preview ${one.agent} ${one.to}`,
        description: shortId(one.preview),
        icon: 'beaker',
        open: () => openPreview(one, one),
      })),
}
