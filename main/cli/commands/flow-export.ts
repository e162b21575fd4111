import type { JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { command } from '../command.ts'
import { writeNamedFile } from '../files.ts'
import { agent, version } from '../inputs.ts'

export const flowExport = command({
  name: 'flow export',
  summary: 'Give a flow version as a document that Langflow takes',
  details: ['Without --out, the document goes to stdout. A file that exists is not overwritten.'],
  arguments: { agent, version },
  options: { out: { value: 'FILE', about: 'write the document into this file' } },
  async run({ cwd, services }, { out, ...which }) {
    const { flows } = await services()
    const document = await flows.export(which)
    if (out === undefined) return { ...which, file: null, document }
    await writeNamedFile(cwd, out, `${writeJson(document, { indent: 2 })}\n`)
    return { ...which, file: out }
  },
  show(result: { agent: string; version: string; file: string | null; document?: JsonObject }) {
    const { agent, version, file, document } = result
    if (document !== undefined) return [writeJson(document, { indent: 2 })]
    return [`Wrote ${agent} ${version} to ${file}.`]
  },
})
