import { fail } from '../../../shared/errors/index.ts'
import type { ConfigExplanation, ConfigPage, PreviewReport, ShapeReport } from '../../compose.ts'
import { command } from '../command.ts'
import { configId, path, positiveCount, preview, resultStatus, shape } from '../inputs.ts'
import { MOST, WHOLE } from '../results/evidence.ts'
import { explanationLines } from '../results/evidence-config.ts'
import { configPageLines } from '../results/evidence-configs.ts'
import { shapeLines } from '../results/evidence-shape.ts'
import { previewLines } from '../results/preview.ts'

const USUAL = 50

type Result = PreviewReport | ShapeReport | ConfigPage | ConfigExplanation

export const evidenceShow = command({
  name: 'evidence show',
  summary: 'Show a preview again, one of its shapes, its configs, or one config',
  details: [
    'Alone: what `crosswalk preview` printed. With --shape: everything about that shape.',
    'With --configs: the configs, page by page, with tenant and user; --shape, --path and --status say which.',
    'With --config: that config before, after and back again, and where each of its settings went. It is run anew,',
    'alone, by the migrations of the preview; where these have changed since, that is refused.',
  ],
  arguments: { preview },
  options: {
    shape,
    configs: { about: 'the configs instead of what they add up to' },
    config: { value: 'ID', about: 'this config', read: configId.read },
    path,
    status: resultStatus,
    after: {
      value: 'ID',
      about: 'configs beyond this one, as the page before has told',
      read: configId.read,
    },
    limit: { value: 'N', about: `configs of a page (${USUAL} unless given)`, read: positiveCount },
    full: { about: 'leave nothing out' },
  },
  async run({ services }, { preview, ...input }): Promise<Result> {
    const { evidence } = await services()
    const { shape, path, status, after, limit = USUAL } = input
    const view = viewOf(input)
    for (const name of NO_USE[view]) {
      if (input[name] !== undefined && input[name] !== false) refuse(name, view)
    }
    if (input.config !== undefined) return evidence.explain({ preview, config: input.config })
    if (view === '--configs') return evidence.configs(preview, { shape, path, status, after, limit })
    return shape === undefined ? evidence.report(preview, { path }) : evidence.shape(preview, shape)
  },
  show(result: Result, { style, width }, { full, shape, path }) {
    const page = { style, width: full ? Number.POSITIVE_INFINITY : width }
    if ('changes' in result) return explanationLines(result, page, { full })
    if ('next' in result) return configPageLines(result, page)
    const which = [
      shape === undefined ? '' : ` --shape ${shape}`,
      path === undefined ? '' : ` --path ${path}`,
    ]
    const rest = `crosswalk evidence show ${result.preview}${which.join('')} --full`
    const length = full ? WHOLE : { most: MOST, rest }
    return 'spreads' in result
      ? shapeLines(result, page, length)
      : previewLines(result, page, { ...length, path })
  },
})

type Given = {
  readonly [N in 'shape' | 'config' | 'path' | 'status' | 'after' | 'limit']: unknown
} & { readonly configs: boolean; readonly full: boolean }

type View = '--config' | '--configs' | '--shape' | 'a whole preview'

/** What only a list of configs can obey asks for one. */
function viewOf({ config, configs, status, after, limit, shape }: Given): View {
  if (config !== undefined) return '--config'
  if (configs || status !== undefined || after !== undefined || limit !== undefined) return '--configs'
  return shape === undefined ? 'a whole preview' : '--shape'
}

/** What would be passed over without a word. */
const NO_USE: { readonly [V in View]: readonly (keyof Given)[] } = {
  '--config': ['shape', 'configs', 'path', 'status', 'after', 'limit'],
  '--configs': ['full'],
  '--shape': ['path'],
  'a whole preview': [],
}

const refuse = (name: string, view: View): never =>
  fail('general/usage', {
    problem: `--${name} has no use with ${view}`,
    remedy: 'Leave one of them out; `crosswalk evidence show --help` says what goes together.',
  })
