import './import-dialog.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FlowInspection } from '../../../../shared/api/flows.ts'
import type { AgentName, Version } from '../../../../shared/config/ids.ts'
import { isVersion } from '../../../../shared/config/version.ts'
import { failureWords } from '../../../hosts/failure.ts'
import { Button } from '../../../ui/button.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { Select } from '../../../ui/select.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { useSession } from '../../../workbench/session.ts'
import { workbench } from '../../../workbench/workbench.ts'
import { forgetFlows } from '../data.ts'
import { openDiffEditor, openFlowEditor } from '../open.ts'
import { chooseFile, endImport } from './import-store.ts'
import type { ChosenFile } from './read-file.ts'
import { WhatItHolds } from './what-it-holds.tsx'
import { WhatItWouldBe } from './what-it-would-be.tsx'

export type ImportDialogProps = { readonly chosen: ChosenFile & { readonly agent: string | undefined } }

/** Shows what a file holds and what an import of it would do; imports it where the person says so. */
export function ImportDialog({ chosen: { file, content, agent: wished } }: ImportDialogProps) {
  const session = useSession()
  const [agent, setAgent] = useState(wished)
  const [version, setVersion] = useState<string>()
  const [name, setName] = useState<string>()
  const [replace, setReplace] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const asked = {
    file,
    content,
    ...(name === undefined ? {} : { name }),
    ...(agent === undefined ? {} : { agent }),
    ...(version !== undefined && isVersion(version) ? { version } : {}),
  }
  const query = useQuery({
    queryKey: ['flows', 'inspect', asked],
    queryFn: () => workbench().host.api.flows.inspect(asked),
    // While something else is chosen, what was seen stays in sight.
    placeholderData: (before: FlowInspection | undefined) => before,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  const target = query.data?.target
  const said = version ?? target?.version ?? ''
  const isReady =
    target !== undefined &&
    !query.isPlaceholderData &&
    isVersion(said) &&
    target.version === said &&
    (target.there !== 'other' || replace)

  const write = async (inspection: FlowInspection) => {
    if (!target) return
    setBusy(true)
    try {
      const made = await workbench().host.api.flows.import({
        file,
        content,
        agent: target.agent,
        version: said as Version,
        replace: target.there === 'other' && replace,
        // The one that was looked at, where the file holds several.
        ...(inspection.names.length > 1 ? { name: inspection.name } : {}),
      })
      endImport()
      await forgetFlows()
      tell(made, target.advice?.after)
      openFlowEditor(made)
    } catch (error) {
      workbench().notifyFailure(error)
    } finally {
      setBusy(false)
    }
  }
  const agents = session?.workspace.agents ?? []
  return (
    <Dialog
      title={`Import ${file}`}
      onClose={endImport}
      actions={
        <>
          <Button onClick={endImport}>Cancel</Button>
          {query.error && (
            <Button icon="folder-opened" onClick={chooseAnother}>
              Choose another file
            </Button>
          )}
          <Button
            kind="primary"
            icon="cloud-upload"
            disabled={!isReady || isBusy}
            onClick={() => query.data && void write(query.data)}
          >
            {target && isVersion(said) ? `Import as ${target.agent} ${said}` : 'Import'}
          </Button>
        </>
      }
    >
      <div className="flows-import">
        {query.error ? (
          <Callout tone="bad" title="It cannot be imported">
            {failureWords(query.error).message}
          </Callout>
        ) : (
          <Loading query={query} label="Reading the file">
            {(inspection) => (
              <>
                <WhatItHolds inspection={inspection} />
                <div className="flows-import-fields">
                  {inspection.names.length > 1 && (
                    <Select
                      label={`Flow (${inspection.names.length} in the file)`}
                      value={inspection.name}
                      options={[...new Set(inspection.names)].map((each) => ({ value: each, label: each }))}
                      onChange={setName}
                    />
                  )}
                  <Select
                    label="Agent"
                    value={inspection.target?.agent ?? ''}
                    options={[
                      ...(inspection.target ? [] : [{ value: '', label: 'Choose the agent' }]),
                      ...agents.map((each) => ({ value: each, label: each })),
                    ]}
                    onChange={(chosen) => {
                      setAgent(chosen as AgentName)
                      setVersion(undefined)
                      setReplace(false)
                    }}
                    hint={guessText(inspection)}
                  />
                  <TextField
                    label="Version"
                    value={said}
                    onChange={(text) => {
                      setVersion(text.trim())
                      setReplace(false)
                    }}
                    disabled={!inspection.target}
                    error={said === '' || isVersion(said) ? undefined : 'Give three numbers, as in 1.2.0.'}
                    hint={inspection.target && `Proposed: ${inspection.target.proposed}`}
                  />
                </div>
                {inspection.target && (
                  <WhatItWouldBe target={inspection.target} declared={inspection.declared_version} />
                )}
                {inspection.target?.there === 'other' && (
                  <Checkbox
                    label={`Put it in the place of the ${inspection.target.agent} ${inspection.target.version} that is there`}
                    checked={replace}
                    onChange={setReplace}
                  />
                )}
              </>
            )}
          </Loading>
        )}
      </div>
    </Dialog>
  )
}

function chooseAnother(): void {
  endImport()
  chooseFile()
}

const guessText = ({ guess, target }: FlowInspection): string | undefined =>
  guess && target?.agent === guess.agent
    ? `Seems to be ${guess.agent}: ${guess.because}.`
    : target
      ? undefined
      : 'Nothing in the file says whose flow it is.'

function tell(
  made: { agent: AgentName; version: Version; state: string; removed: readonly unknown[] },
  before: Version | undefined,
): void {
  const { agent, version, state, removed } = made
  const what =
    { added: 'Imported', replaced: 'Replaced', unchanged: 'Nothing changed in' }[state] ?? 'Imported'
  const secrets =
    removed.length === 0
      ? ''
      : ` ${removed.length === 1 ? '1 secret was' : `${removed.length} secrets were`} taken out.`
  workbench().notify({
    severity: 'info',
    message: `${what} ${agent} ${version}.${secrets}`,
    actions:
      before === undefined
        ? []
        : [
            { title: `Compare with ${before}`, run: () => openDiffEditor({ agent, before, after: version }) },
            {
              title: 'New migration',
              run: () => void workbench().runCommand('migration.new', { agent, from: before, to: version }),
            },
          ],
  })
}
