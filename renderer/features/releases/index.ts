import { lazy } from 'react'
import { parseReleaseName } from '../../../shared/release/name.ts'
import type { Feature } from '../../workbench/contribution.ts'
import { workbench } from '../../workbench/workbench.ts'
import { chooseIn } from './chosen.ts'
import type { NewReleaseInput, ReleaseInput, ReportInput } from './inputs.ts'

export { act, started } from './act.ts'
export { EnvironmentName } from './environment-name.tsx'
export { amount, stateTone, stateWords } from './words.ts'

export const releases: Feature = {
  id: 'releases',
  activities: [
    {
      id: 'releases',
      title: 'Releases',
      icon: 'rocket',
      order: 50,
      View: lazy(async () => ({ default: (await import('./side-bar.tsx')).ReleasesView })),
    },
  ],
  editors: [
    {
      type: 'release',
      icon: 'rocket',
      Component: lazy(async () => ({ default: (await import('./release-editor.tsx')).ReleaseEditor })),
    },
    {
      type: 'release-new',
      icon: 'add',
      Component: lazy(async () => ({ default: (await import('./new-release.tsx')).NewReleaseEditor })),
    },
    {
      type: 'report',
      icon: 'output',
      Component: lazy(async () => ({ default: (await import('./report-editor.tsx')).ReportEditor })),
    },
  ],
  commands: [
    {
      id: 'release.create',
      title: 'New Release',
      category: 'Release',
      run: (args) => {
        const input = (args ?? {}) as NewReleaseInput
        workbench().openEditor({
          type: 'release-new',
          key: [input.agent, input.to, input.preview].filter(Boolean).join(' ') || 'new',
          title: 'New release',
          input,
        })
      },
    },
    {
      id: 'release.open',
      title: 'Open a Release',
      category: 'Release',
      run: async (args) => {
        const input = (args as ReleaseInput | undefined) ?? (await chooseRelease())
        if (input !== undefined) openRelease(input)
      },
    },
    {
      id: 'release.report',
      title: 'Report',
      category: 'Release',
      hidden: true,
      run: (args) => {
        const input = args as ReportInput
        workbench().openEditor({
          type: 'report',
          key: `${input.release} ${input.environment}`,
          title: `Report on ${input.release} in ${input.environment}`,
          input,
        })
      },
    },
  ],
  quickItems: async () =>
    (await workbench().host.api.releases.list()).map(({ release, author }) => ({
      id: `release ${release}`,
      label: release,
      description: `release by ${author}`,
      icon: 'rocket',
      open: () => openRelease({ release }),
    })),
}

function openRelease(input: ReleaseInput): void {
  parseReleaseName(input.release)
  if (input.environment !== undefined) chooseIn(input.release, input.environment)
  workbench().openEditor({ type: 'release', key: input.release, title: input.release, input })
}

async function chooseRelease(): Promise<ReleaseInput | undefined> {
  const found = await workbench().host.api.releases.list()
  return workbench().pick({
    title: 'Which release?',
    items: found.map(({ release, author }) => ({ label: release, description: author, value: { release } })),
  })
}
