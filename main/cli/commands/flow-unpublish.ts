import type { UnpublishResult } from '../../compose.ts'
import { command } from '../command.ts'
import { env, release } from '../inputs.ts'

export const flowUnpublish = command({
  name: 'flow unpublish',
  summary: "Take a flow version out of an environment's Langflow, once no config is at that version",
  details: ['Refused while a config is at that version, or while a rollout of it goes on or is taken back.'],
  arguments: { release },
  options: {
    env,
    discardEdits: { about: 'also where somebody has edited it in Langflow' },
  },
  async run({ services, who }, { release, env: environment, discardEdits }): Promise<UnpublishResult> {
    const { flows } = await services()
    const edits = discardEdits ? 'discard' : 'keep'
    return flows.unpublish(release, { environment, edits, who: await who() })
  },
  show: ({ release, environment, flow_id, langflow, removed }: UnpublishResult) => [
    removed
      ? `Took the flow of ${release} out of ${environment} (${langflow}); its id was ${flow_id}.`
      : `The flow of ${release} was gone from ${environment} (${langflow}) already; that is on record now.`,
  ],
})
