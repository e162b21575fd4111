import type { PublishResult } from '../../compose.ts'
import { command } from '../command.ts'
import { env, release } from '../inputs.ts'

export const flowPublish = command({
  name: 'flow publish',
  summary: "Put the flow of an approved release into an environment's Langflow",
  details: [
    'It gets an id of its own, the same in every environment, beside the versions that are there.',
    'What Langflow has then is read back and compared. A flow that somebody has edited there is left alone.',
  ],
  arguments: { release },
  options: {
    env,
    discardEdits: { about: 'put it in the place of what somebody has edited in Langflow' },
  },
  async run({ services, who }, { release, env: environment, discardEdits }): Promise<PublishResult> {
    const { flows } = await services()
    const edits = discardEdits ? 'discard' : 'keep'
    return flows.publish(release, { environment, edits, who: await who() })
  },
  show({ release, environment, flow_id, state, langflow, variables }: PublishResult) {
    const first = {
      published: `Published the flow of ${release} in ${environment} (${langflow}).`,
      replaced: `Replaced the flow of ${release} in ${environment} (${langflow}).`,
      unchanged: `The flow of ${release} was there already in ${environment} (${langflow}).`,
    }[state]
    return [
      first,
      `Its id there: ${flow_id}.`,
      ...(variables.length === 0 ? [] : [`Variables that it takes: ${variables.join(', ')}.`]),
    ]
  },
})
