import './releases.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReleaseDraft, ReleaseFinding } from '../../../shared/api/releases.ts'
import { failureOf, failureWords } from '../../hosts/failure.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { EditorHandle } from '../../workbench/contribution.ts'
import { queries } from '../../workbench/queries.ts'
import { workbench } from '../../workbench/workbench.ts'
import type { NewReleaseInput } from './inputs.ts'
import { type FinishedPreview, usable } from './previews.ts'

/** Makes a release of a finished preview and of the workspace as it is. */
export function NewReleaseEditor({
  input,
  editor,
}: {
  readonly input: NewReleaseInput
  readonly editor: EditorHandle
}) {
  const found = useQuery({
    queryKey: ['releases', 'previews', undefined],
    queryFn: () => workbench().host.api.releases.previews(),
  })
  return (
    <div className="releases-editor releases-form">
      <h1>New release</h1>
      <p className="releases-hint">
        A release is the flow, the migrations that lead to it, schema and default configs, and your notes, as
        one bundle that never changes. It is made with a finished preview, for that is what will be approved.
      </p>
      <Loading query={found} label="Reading the previews">
        {(previews) => {
          const choices = usable(previews, input)
          return choices.length === 0 ? (
            <NoPreviews {...{ input }} />
          ) : (
            <Form {...{ choices, input, editor }} />
          )
        }}
      </Loading>
    </div>
  )
}

function NoPreviews({ input: { agent, to } }: { readonly input: NewReleaseInput }) {
  const run = () => void workbench().runCommand('preview.run', { ...(agent && { agent }), ...(to && { to }) })
  return (
    <EmptyState
      icon="beaker"
      title="There is no finished preview yet"
      action={
        <Button kind="primary" icon="play" onClick={run}>
          Run a preview
        </Button>
      }
    >
      It shows what the migrations do to every config of a snapshot.
    </EmptyState>
  )
}

type FormProps = {
  readonly choices: readonly FinishedPreview[]
  readonly input: NewReleaseInput
  readonly editor: EditorHandle
}

function Form({ choices, input, editor }: FormProps) {
  const [chosen, choose] = useState(
    choices.find(({ id }) => id === input.preview)?.id ?? choices[0]?.id ?? '',
  )
  const [notes, setNotes] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const preview = choices.find(({ id }) => id === chosen)
  const taken = failureOf(failure)?.code === 'release/exists'
  const create = async (existing: 'refuse' | 'replace') => {
    if (!preview) return
    setBusy(true)
    setFailure(undefined)
    try {
      const { agent, to: version } = preview
      const made = await workbench().host.api.releases.create({
        agent,
        version,
        preview: chosen,
        notes,
        existing,
      })
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'releases' })
      tell(made)
      editor.close()
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void create('refuse')
      }}
    >
      <Select
        label="Preview"
        value={chosen}
        options={choices.map(({ id, agent, to, configs, finishedAt }) => ({
          value: id,
          label: `${agent}@${to}, ${configs.toLocaleString('en')} configs, ${new Date(finishedAt).toLocaleString()}`,
        }))}
        onChange={choose}
        hint="It has to be of the workspace as it is now."
      />
      <TextField
        label="Notes"
        rows={5}
        value={notes}
        onChange={setNotes}
        hint="What approvers should know: what is new, what users will notice, what to watch."
      />
      {failure !== undefined && (
        <Callout
          tone="bad"
          {...(taken
            ? {
                action: (
                  <Button kind="danger" onClick={() => void create('replace')}>
                    Replace the draft
                  </Button>
                ),
              }
            : {})}
        >
          {failureWords(failure).message}
        </Callout>
      )}
      <div className="releases-actions">
        <Button kind="primary" type="submit" icon="package" disabled={busy || !preview}>
          {preview ? `Make ${preview.agent}@${preview.to}` : 'Make the release'}
        </Button>
        <Button onClick={() => editor.close()}>Cancel</Button>
      </div>
    </form>
  )
}

function tell({ release, findings }: ReleaseDraft & { readonly findings: readonly ReleaseFinding[] }): void {
  const blocking = findings.filter(({ severity }) => severity === 'blocking').length
  workbench().notify(
    blocking === 0
      ? { severity: 'info', message: `${release} is there as a draft.` }
      : {
          severity: 'warning',
          message: `${release} is there as a draft, and ${blocking === 1 ? 'a blocking finding stands' : `${blocking} blocking findings stand`} against proposing it.`,
        },
  )
  void workbench().runCommand('release.open', { release })
}
