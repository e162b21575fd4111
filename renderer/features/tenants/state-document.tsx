import type { ConfigHistory } from '../../../shared/api/tenants.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { JsonDiff, JsonView } from '../../ui/json/index.ts'
import { Loading } from '../../ui/loading.tsx'
import { useStateText } from './data.ts'
import type { ShownState } from './shown-states.ts'

type Of = { readonly history: ConfigHistory }

// It came from the history.
const useText = ({ environment, config }: ConfigHistory, { id }: ShownState) =>
  useStateText(environment, config as ConfigId, id)

const LABEL = 'Reading the config'

/** A state of a config. */
export function StateDocument({ history, state }: Of & { readonly state: ShownState }) {
  return (
    <Loading query={useText(history, state)} label={LABEL}>
      {({ text }) => <JsonView label={`The config: ${state.title}`} text={text} />}
    </Loading>
  )
}

/** Two states of a config beside each other. */
export function StateDiff({
  history,
  before,
  after,
  titles = { before: before.title, after: after.title },
}: Of & {
  readonly before: ShownState
  readonly after: ShownState
  readonly titles?: { readonly before: string; readonly after: string }
}) {
  const [one, other] = [useText(history, before), useText(history, after)]
  return (
    <Loading query={one} label={LABEL}>
      {({ text: old }) => (
        <Loading query={other} label={LABEL}>
          {({ text }) => (
            <JsonDiff before={old} after={text} beforeTitle={titles.before} afterTitle={titles.after} />
          )}
        </Loading>
      )}
    </Loading>
  )
}
