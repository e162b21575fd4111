import { formatReleaseName } from '../../../shared/release/name.ts'
import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'
import { acceptanceFindings, judgedLines, releaseInWorkspace } from '../results/releases.ts'

export const releaseCreate = command({
  name: 'release create',
  summary: 'Make a release of the workspace and a preview of it',
  arguments: { agent, to: { ...version, about: 'the version that it brings' } },
  options: {
    preview: { value: 'PREVIEW', about: 'the finished preview that it is made with', required: true },
    notes: { value: 'TEXT', about: 'what approvers should know' },
    replaceDraft: { about: 'put it in the place of a draft of that name' },
  },
  async run({ services, who }, { agent, to, preview, notes = '', replaceDraft }) {
    const { releases } = await services()
    const name = { agent, version: to }
    const file = await releases.create(name, { preview, notes, replaceDraft, who: await who() })
    return {
      ...releaseInWorkspace(formatReleaseName(name), file),
      findings: acceptanceFindings(file.findings),
    }
  },
  show: judgedLines,
})
