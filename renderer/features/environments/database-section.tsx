import { useQuery } from '@tanstack/react-query'
import type { DatabaseStanding } from '../../../shared/api/environments.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Section } from '../../ui/section.tsx'
import { workbench } from '../../workbench/workbench.ts'
import { databaseQuery } from './queries.ts'

const WORDS: Readonly<Record<DatabaseStanding['state'], { tone: Tone; words: string }>> = {
  current: { tone: 'good', words: 'up to date' },
  older: { tone: 'warn', words: 'older: files are pending' },
  absent: { tone: 'warn', words: 'not set up yet' },
  newer: { tone: 'warn', words: 'a newer Crosswalk was here: update this one' },
  drifted: { tone: 'bad', words: 'changed by hand: crosswalk db status shows where' },
  unrecorded: { tone: 'warn', words: 'the record of its files is lost' },
  foreign: { tone: 'bad', words: 'somebody else made a schema of our name' },
}

/** How the environment's database stands to this Crosswalk. */
export function DatabaseSection({ environment }: { readonly environment: string }) {
  const query = useQuery(databaseQuery(environment))
  return (
    <Section title="Database">
      <Loading query={query} label="Asking the database">
        {({ place, state, applied, pending }) => (
          <>
            <KeyValue
              rows={[
                { key: 'Place', value: <Mono>{place}</Mono> },
                { key: 'Schema', value: <Badge tone={WORDS[state].tone}>{WORDS[state].words}</Badge> },
                {
                  key: 'Applied',
                  value: `${applied.length} files, the last ${applied.at(-1)?.name ?? 'none'}`,
                },
                ...(pending.length === 0 ? [] : [{ key: 'Pending', value: pending.join(', ') }]),
              ]}
            />
            {pending.length > 0 && (
              <p className="environments-action">
                <Button
                  kind="primary"
                  icon="database"
                  onClick={() => void workbench().runCommand('environment.migrate', { environment })}
                >
                  Bring the database up to date
                </Button>
              </p>
            )}
          </>
        )}
      </Loading>
    </Section>
  )
}
