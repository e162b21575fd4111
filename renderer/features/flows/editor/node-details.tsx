import './node-details.css'
import { lazy, Suspense, useMemo, useState } from 'react'
import {
  componentOf,
  type FlowNode,
  innerFlowOf,
  isNote,
  nameOf,
  textAt,
  typeOf,
} from '../../../../shared/flow/document.ts'
import { getMember } from '../../../../shared/json/object.ts'
import type { JsonObject } from '../../../../shared/json/value.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { KeyValue } from '../../../ui/key-value.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { Section } from '../../../ui/section.tsx'
import type { OpenedFlow } from '../data.ts'
import { realFields } from '../graph/card.ts'
import { type Connection, connectionsOf } from '../graph/connections.ts'
import { orderedKeys } from '../graph/field-value.ts'
import { noteLines } from '../graph/note-lines.ts'
import { FieldValueView } from './field-value-view.tsx'

// A megabyte of editor, for whoever wants to read code.
const CodeEditor = lazy(async () => ({
  default: (await import('../../../ui/monaco/code-editor.tsx')).CodeEditor,
}))

export type NodeDetailsProps = {
  readonly flow: Pick<OpenedFlow, 'agent' | 'version' | 'document'>
  readonly node: FlowNode | undefined
  /** The node's key. */
  readonly selected: string | undefined
  readonly onShow: (key: string) => void
}

/** Everything that the flow says of one node. */
export function NodeDetails({ flow, node, selected, onShow }: NodeDetailsProps) {
  const connections = useMemo(() => connectionsOf(flow.document.data), [flow.document])
  if (node === undefined || selected === undefined) {
    return (
      <aside className="flows-details" aria-label="Selected node">
        <EmptyState icon="inspect" title="No node selected">
          Select a node in the graph to see its fields, its code and what it is joined to.
        </EmptyState>
      </aside>
    )
  }
  const component = componentOf(node)
  if (isNote(node)) {
    return (
      <aside className="flows-details" aria-label="Selected node">
        <h2>Note</h2>
        {noteLines(textAt(component, 'description') ?? '').map(({ text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else
          <p key={index}>{text}</p>
        ))}
      </aside>
    )
  }
  const joined = connections.get(selected) ?? []
  const fields = new Map(realFields(node))
  const ordered = orderedKeys(node, [...fields.keys()]).map((name) => ({
    name,
    field: fields.get(name) ?? {},
  }))
  const codes = ordered.filter(({ field }) => field.type === 'code')
  const hidden = (field: JsonObject) => field.advanced === true || field.show === false
  const plain = ordered.filter(({ field }) => field.type !== 'code')
  const fedBy = (name: string) => joined.filter(({ way, port }) => way === 'in' && port === name)
  const rows = (some: typeof plain) =>
    some.map(({ name, field }) => <FieldRow key={name} fed={fedBy(name)} {...{ name, field, onShow }} />)
  const advanced = plain.filter(({ field }) => hidden(field))
  return (
    <aside className="flows-details" aria-label="Selected node">
      <h2>{nameOf(node)}</h2>
      {textAt(component, 'description') && <p className="flows-muted">{textAt(component, 'description')}</p>}
      <KeyValue
        rows={[
          { key: 'Type', value: innerFlowOf(node) ? 'Group' : <Mono>{typeOf(node)}</Mono> },
          { key: 'Id', value: <Mono>{node.id}</Mono> },
        ]}
      />
      <Section title={`Fields (${plain.length - advanced.length})`}>
        {plain.length === advanced.length && <p className="flows-muted">None that Langflow shows.</p>}
        {rows(plain.filter(({ field }) => !hidden(field)))}
      </Section>
      {joined.length > 0 && (
        <Section title={`Connections (${joined.length})`}>
          <ul className="flows-connections">
            {joined.map(({ way, title, other, otherName, otherTitle }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two edges may join the same
              <li key={index}>
                {way === 'in' ? `${title} from ` : `${title} to `}
                <Button kind="link" onClick={() => onShow(other)}>
                  {`${otherName}: ${otherTitle}`}
                </Button>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {codes.map(({ name, field }) => (
        <Code
          key={name}
          path={`flows/${flow.agent}/${flow.version}/${selected}/${name}.py`}
          {...{ name, field }}
        />
      ))}
      {advanced.length > 0 && (
        <details>
          <summary>{`${advanced.length} fields that Langflow hides`}</summary>
          {rows(advanced)}
        </details>
      )}
    </aside>
  )
}

type FieldRowProps = {
  readonly name: string
  readonly field: JsonObject
  readonly fed: readonly Connection[]
  readonly onShow: (key: string) => void
}

function FieldRow({ name, field, fed, onShow }: FieldRowProps) {
  return (
    <div className="flows-field">
      <div className="flows-field-head">
        <strong>{textAt(field, 'display_name') || name}</strong>
        <Mono>{name}</Mono>
        {field.required === true && <Badge tone="info">required</Badge>}
      </div>
      {fed.length > 0 ? (
        fed.map(({ other, otherName, otherTitle }) => (
          <div key={`${other} ${otherTitle}`}>
            {'from '}
            <Button kind="link" onClick={() => onShow(other)}>
              {`${otherName}: ${otherTitle}`}
            </Button>
          </div>
        ))
      ) : (
        <FieldValueView field={field} />
      )}
    </div>
  )
}

function Code({
  name,
  field,
  path,
}: {
  readonly name: string
  readonly field: JsonObject
  readonly path: string
}) {
  const [isOpen, setOpen] = useState(false)
  const value = getMember(field, 'value')
  const code = typeof value === 'string' ? value : ''
  const title = name === 'code' ? 'Code' : (textAt(field, 'display_name') ?? name)
  return (
    <Section
      title={`${title} (${code.split('\n').length} lines)`}
      actions={
        <Button icon="code" onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide code' : 'Show code'}
        </Button>
      }
    >
      {isOpen && (
        <div className="flows-code">
          <Suspense>
            <CodeEditor language="python" value={code} label={`${title} of the node`} readOnly path={path} />
          </Suspense>
        </div>
      )}
    </Section>
  )
}
