import type { FlowInspection } from '../../../../shared/api/flows.ts'
import { Callout } from '../../../ui/callout.tsx'
import { KeyValue } from '../../../ui/key-value.tsx'

/** What a file says, and what would be taken out of it: names and places, never values. */
export function WhatItHolds({ inspection }: { readonly inspection: FlowInspection }) {
  const { name, description, langflow, components, bindings, required_variables, data_sources, removed } =
    inspection
  const total = Object.values(components).reduce((sum, each) => sum + each, 0)
  const types = Object.entries(components).map(([type, times]) => (times === 1 ? type : `${type} ×${times}`))
  return (
    <>
      <KeyValue
        rows={[
          { key: 'Flow', value: <strong>{name}</strong> },
          ...(description === '' ? [] : [{ key: 'Description', value: description }]),
          { key: `Components (${total})`, value: types.join(', ') },
          {
            key: `Langflow's variables (${bindings.length})`,
            value: bindings.join(', ') || 'none',
          },
          ...(required_variables.length === 0
            ? []
            : [
                {
                  key: `From configs (${required_variables.length})`,
                  value: required_variables
                    .map(({ name, path }) => (path === undefined ? `${name} (no path)` : name))
                    .join(', '),
                },
              ]),
          ...(data_sources.length === 0 ? [] : [{ key: 'Data sources', value: data_sources.join(', ') }]),
          ...(langflow === undefined ? [] : [{ key: 'Langflow', value: langflow }]),
        ]}
      />
      {removed.length === 0 ? (
        <Callout tone="good">No secrets were found in it.</Callout>
      ) : (
        <Callout
          tone="warn"
          title={
            removed.length === 1
              ? '1 secret is taken out before it is written'
              : `${removed.length} secrets are taken out before it is written`
          }
        >
          <ul className="flows-removed" aria-label="Secrets that are taken out">
            {removed.map(({ place, node_name, field, reason }) => (
              <li key={`${place} ${reason}`} title={place}>
                <strong>{[node_name, field].filter(Boolean).join('.') || place}</strong>: {reason}
              </li>
            ))}
          </ul>
        </Callout>
      )}
    </>
  )
}
