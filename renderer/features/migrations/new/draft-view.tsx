import type { DraftedMigration, DraftStep } from '../../../../shared/api/migrations.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { Section } from '../../../ui/section.tsx'
import { workbench } from '../../../workbench/workbench.ts'

/** How sure the draft is of each step, what speaks for it, and what else it may be. */
export function DraftView({ drafted }: { readonly drafted: DraftedMigration }) {
  const { steps, sample, verification, missing } = drafted
  return (
    <div className="migrations-whole">
      {missing.length > 0 && (
        <Callout tone="warn" title="The workspace lacks documents that a draft is made of">
          {missing.join(', ')}
        </Callout>
      )}
      <p className="migrations-whole-head">
        {sample
          ? `Made from the schemas, the default configs, and ${sample.taken.toLocaleString('en')} of ${sample.configs.toLocaleString('en')} configs.`
          : 'Made from the schemas and the default configs alone: there is no snapshot.'}
        {verification && verification.configs > 0 && (
          <>
            {' '}
            {verification.fitting.toLocaleString('en')} of {verification.configs.toLocaleString('en')} fit the
            new schema, {verification.exact.toLocaleString('en')} come back exactly.
          </>
        )}
      </p>
      <Section title="Steps">
        {steps.length === 0 ? (
          <p>It has no steps: nothing was found that configs need.</p>
        ) : (
          <ol className="migrations-drafted">{steps.map(stepItem)}</ol>
        )}
      </Section>
    </div>
  )
}

const stepItem = (step: DraftStep, index: number) => {
  const { code, confidence, because, alternatives, note, inside } = step
  const percent = Math.round(confidence * 100)
  return (
    <li key={index}>
      <div className="migrations-drafted-head">
        <Badge
          tone={confidence >= 0.9 ? 'good' : confidence >= 0.6 ? 'info' : 'warn'}
        >{`${percent} %`}</Badge>
        <code>{code}</code>
      </div>
      {because.length > 0 && <p>{because.join(', ')}</p>}
      {note !== null && <p>{note}</p>}
      {alternatives.map((other) => (
        <div className="migrations-drafted-other" key={other.code}>
          <span>or, {Math.round(other.confidence * 100)} %:</span>
          <code>{other.code}</code>
          <Button kind="link" icon="copy" onClick={() => void copy(other.code)}>
            Copy
          </Button>
        </div>
      ))}
      {inside.length > 0 && <ol className="migrations-drafted">{inside.map(stepItem)}</ol>}
    </li>
  )
}

async function copy(code: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(`${code},\n`)
    workbench().notify({
      severity: 'info',
      message: 'The step was copied. Put it in the place of the other one.',
    })
  } catch (error) {
    workbench().notifyFailure(error)
  }
}
