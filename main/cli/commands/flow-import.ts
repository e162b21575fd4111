import { basename } from 'node:path'
import type { FlowImportResult } from '../../compose.ts'
import { command } from '../command.ts'
import { readNamedFile } from '../files.ts'
import { agent, version } from '../inputs.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { count } from '../words.ts'

export const flowImport = command({
  name: 'flow import',
  summary: 'Read a flow export into the workspace, secrets removed',
  details: [
    'Takes what Langflow exports or downloads: a flow, a list of flows, or a zip of them.',
    'The names of its variables stay; what was removed is listed.',
  ],
  arguments: { file: { about: 'the export: .json or .zip' } },
  options: {
    agent: { value: 'AGENT', required: true, ...agent },
    version: { value: 'VERSION', required: true, ...version },
    name: { value: 'NAME', about: 'which flow, where the file holds several' },
    replace: { about: 'put it in the place of another flow of that version' },
  },
  async run({ cwd, services }, { file, ...options }) {
    const content = await readNamedFile(cwd, file)
    const { flows } = await services()
    return flows.import(content, { ...options, source: basename(file) })
  },
  show(result: FlowImportResult, page) {
    const { agent, version, name, file, state, variables } = result
    const what = `${agent} ${version} (${name})`
    const first = {
      added: `Added ${what} as ${file}.`,
      replaced: `Replaced ${what} in ${file}.`,
      unchanged: `${what} is there already in ${file}; nothing was changed.`,
    }[state]
    return [
      first,
      ...(variables.length === 0 ? [] : [`Its variables: ${variables.join(', ')}.`]),
      ...showRecord(result),
      ...showRemoved(result, page),
      ...showAdvice(result),
    ]
  },
})

const showRecord = ({
  agent,
  version,
  metadata_from,
  left_out,
  declared_version,
}: FlowImportResult): string[] => [
  ...(declared_version === null
    ? []
    : [`The file itself calls it ${declared_version}; it is ${version} here.`]),
  ...(metadata_from === null
    ? []
    : [`The file says nothing of its metadata: it has those of ${agent} ${metadata_from}.`]),
  ...(left_out.length === 0
    ? []
    : [`The file has another ${left_out.join(' and ')}, which was left out; --replace takes it.`]),
]

const showRemoved = ({ removed }: FlowImportResult, page: Page): readonly string[] =>
  removed.length === 0
    ? ['No secrets were found in it.']
    : [
        `${count(removed.length, 'secret')} removed:`,
        ...table(
          removed,
          [
            {
              title: '  WHERE',
              value: ({ node_name, field, place }) =>
                `  ${node_name === undefined ? place : [node_name, field].filter(Boolean).join('.')}`,
              shrinks: true,
            },
            { title: 'WHY', value: ({ reason }) => reason, shrinks: true },
          ],
          page,
        ),
      ]

function showAdvice({ version, advice }: FlowImportResult): readonly string[] {
  if (advice === undefined || advice.verdict === 'none') return []
  const [first, ...others] = advice.reasons
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  const fits = advice.given === 'too-low' ? `, which calls for ${advice.version}; ${version} is too low` : ''
  const why = `${first?.place}: ${first?.text}`
  const what = { breaking: 'a breaking change', feature: 'a new feature', fix: 'a fix' }[advice.verdict]
  return [`Beside ${advice.after} it is ${what} (${why}${more})${fits}.`]
}
