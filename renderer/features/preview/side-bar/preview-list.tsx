import type { PreviewEntry } from '../../../../shared/api/evidence.ts'
import { Badge } from '../../../ui/badge.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import { openComparison, openPreview } from '../open.ts'
import { count } from '../words.ts'

/** Previews, newest first. One that was cut off goes on where it was. */
export function PreviewList({ previews }: { readonly previews: readonly PreviewEntry[] }) {
  return (
    <ul className="preview-rows" aria-label="Previews">
      {previews.map((one) => {
        const before = previousOf(previews, one)
        return (
          <li key={one.preview} className="preview-row">
            {one.state === 'complete' ? (
              <button type="button" className="preview-row-open" onClick={() => openPreview(one, one)}>
                <Words preview={one} />
              </button>
            ) : (
              <div>
                <Words preview={one} />
              </div>
            )}
            <span className="preview-row-end">
              {one.failed !== null && one.failed > 0 && <Badge tone="bad">{one.failed} failed</Badge>}
              {one.state === 'complete' ? (
                before && (
                  <IconButton
                    icon="git-compare"
                    label={`Compare with the preview of ${before.agent} ${before.to} before it`}
                    onClick={() => openComparison({ before: before.preview, after: one.preview })}
                  />
                )
              ) : (
                <IconButton
                  icon="debug-continue"
                  label={`Go on with the preview of ${one.agent} ${one.to}`}
                  onClick={() =>
                    void workbench()
                      .runCommand('preview.run', { agent: one.agent, to: one.to, snapshot: one.snapshot })
                      .catch(workbench().notifyFailure)
                  }
                />
              )}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

const Words = ({
  preview: { agent, to, state, created_at, configs },
}: {
  readonly preview: PreviewEntry
}) => (
  <>
    <strong>{agent}</strong> to {to}
    <div className="preview-faint">
      {state === 'complete' ? '' : 'cut off, '}
      <RelativeTime iso={created_at} />, {count(configs, 'config')}
    </div>
  </>
)

/** The finished preview of the same agent before one, in a list that is newest first. */
const previousOf = (previews: readonly PreviewEntry[], one: PreviewEntry): PreviewEntry | undefined =>
  previews
    .slice(previews.indexOf(one) + 1)
    .find(({ agent, state }) => agent === one.agent && state === 'complete')
