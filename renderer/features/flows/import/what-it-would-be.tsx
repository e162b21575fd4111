import type { ImportTarget } from '../../../../shared/api/flows.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { AdviceReasons } from '../advice-reasons.tsx'
import { adviceText, VERDICTS } from '../verdict.ts'

export type WhatItWouldBeProps = { readonly target: ImportTarget; readonly declared: string | undefined }

/** What the version is beside the one before it, and what is there already. */
export function WhatItWouldBe({ target, declared }: WhatItWouldBeProps) {
  const { agent, version, advice, there, same_as, metadata_from } = target
  return (
    <>
      {declared !== undefined && declared !== version && (
        <Callout tone="info">{`The file itself calls it ${declared}; it would be ${version} here.`}</Callout>
      )}
      {there === 'same' && (
        <Callout tone="info" title={`${agent} ${version} is there already`}>
          It means the same: an import changes nothing.
        </Callout>
      )}
      {there === 'other' && (
        <Callout tone="warn" title={`${agent} ${version} is there already, and is another flow`}>
          Give this one another version, or say below that it takes the other one's place. Migrations,
          previews and releases of that version were made for the flow that is there.
        </Callout>
      )}
      {there === 'no' && same_as !== undefined && (
        <Callout tone="info">{`It means the same as ${agent} ${same_as}, which is there already.`}</Callout>
      )}
      {metadata_from !== undefined && (
        <Callout tone="neutral">{`The file says nothing of its variables: it gets those of ${agent} ${metadata_from}.`}</Callout>
      )}
      {advice && there !== 'same' && (
        <section className="flows-import-advice" aria-label="Why this version">
          <p>
            <Badge tone={VERDICTS[advice.verdict].tone}>{VERDICTS[advice.verdict].word}</Badge>{' '}
            {adviceText(advice, { before: advice.after, after: version })}
          </p>
          <AdviceReasons reasons={advice.reasons} />
        </section>
      )}
      {!advice && there === 'no' && <p className="flows-muted">{`The first version of ${agent}.`}</p>}
    </>
  )
}
