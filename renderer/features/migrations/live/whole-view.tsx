import type { LiveMeasure } from '../../../../shared/api/authoring.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { Section } from '../../../ui/section.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import type { Edge } from '../edge.ts'
import type { LiveState } from './live-run.ts'

type WholeViewProps = {
  readonly edge: Edge
  readonly live: LiveState
  /** Configs of the snapshot that the migration reaches; undefined until that is known. */
  readonly reached: number | undefined
  readonly onExample: (config: string | undefined) => void
}

/** What the text would do to every config of the newest snapshot: shapes, losses, findings. */
export function WholeView({ edge, live, reached, onExample }: WholeViewProps) {
  const { measure, measuring, busy } = live
  if (measure === undefined) {
    if (reached === 0) return <NoConfigs edge={edge} />
    return (
      <EmptyState icon="layers" title="The whole snapshot has not been tried yet">
        {measuring
          ? 'It is being run now.'
          : busy
            ? 'It is run as soon as you pause.'
            : 'It is run once the text loads and you pause.'}
      </EmptyState>
    )
  }
  const { of, done, total, failed, shapes, losses, findings } = measure
  const running = measuring || busy
  return (
    <div className="migrations-whole">
      <p className="migrations-whole-head" role="status">
        {of === 'sample' ? 'A sample of' : done < total ? 'So far' : 'All'}{' '}
        <strong>{done.toLocaleString('en')}</strong>
        {of === 'whole' && done < total && ` of ${total.toLocaleString('en')}`} configs:{' '}
        <strong>{shapes.length}</strong> {shapes.length === 1 ? 'shape' : 'shapes'},{' '}
        <strong>{losses.length}</strong> {losses.length === 1 ? 'loss' : 'losses'}
        {failed > 0 && <Badge tone="bad">{failed.toLocaleString('en')} fail</Badge>}
      </p>
      {running && <Progress label="Trying the whole snapshot" done={done} total={total} />}
      {findings.length > 0 && <Findings findings={findings} />}
      {losses.length > 0 && <Losses losses={losses} />}
      <Section title="Shapes">
        <ul className="migrations-shapes">
          {shapes.map(({ id, configs, summary, example }) => (
            <li key={id}>
              <button type="button" onClick={() => onExample(example.config)} title="Show an example">
                <strong>{configs.toLocaleString('en')}</strong>
                <span>{summary}</span>
              </button>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  )
}

const TONES = { blocking: 'bad', warning: 'warn', note: 'info' } as const

const Findings = ({ findings }: Pick<LiveMeasure, 'findings'>) => (
  <Section title="Findings">
    <ul className="migrations-losses">
      {findings.map(({ code, severity, place, message, configs }) => (
        <li key={`${code} ${place} ${message}`}>
          <Badge tone={TONES[severity]}>{`${code} ${severity}`}</Badge>
          <span className="migrations-finding">{message}</span>
          <span>
            {configs.toLocaleString('en')} {configs === 1 ? 'config' : 'configs'}
          </span>
        </li>
      ))}
    </ul>
  </Section>
)

const Losses = ({ losses }: Pick<LiveMeasure, 'losses'>) => (
  <Section title="Losses">
    <ul className="migrations-losses">
      {losses.map(({ path, class: kind, configs }) => (
        <li key={`${path} ${kind}`}>
          <Badge tone={kind === 'dropped-silently' ? 'bad' : 'warn'}>{kind.replace('-', ' ')}</Badge>
          <Mono>{path}</Mono>
          <span>
            {configs.toLocaleString('en')} {configs === 1 ? 'config' : 'configs'}
          </span>
        </li>
      ))}
    </ul>
  </Section>
)

const NoConfigs = ({ edge }: { readonly edge: Edge }) => (
  <EmptyState
    icon="database"
    title="There are no configs to try it on"
    action={
      <Button
        kind="primary"
        icon="cloud-download"
        onClick={() => void workbench().runCommand('snapshot.pull')}
      >
        Pull a snapshot
      </Button>
    }
  >
    No snapshot of {edge.agent} has configs that this migration reaches. Pull one, and every keystroke is
    tried on what users really have.
  </EmptyState>
)
