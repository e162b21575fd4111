import './releases.css'
import { Button } from '../../ui/button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import { useEnvironments } from '../../workbench/environments.ts'
import { save } from './download.ts'
import type { ReportInput } from './inputs.ts'
import { MarkdownPage } from './markdown-page.tsx'
import { useReport } from './queries.ts'

/** What became of a release: the page, to be read here or saved. */
export function ReportEditor({ input: { release, environment } }: { readonly input: ReportInput }) {
  const report = useReport(release, environment)
  const isProtected = useEnvironments().some(({ name, protected: is }) => name === environment && is)
  return (
    <div className="releases-editor" data-production={isProtected || undefined}>
      <Loading query={report} label="Reading journal and audit log">
        {({ about, page, json }) => {
          const name = `${about} of ${release} in ${environment}`.replaceAll(' ', '-')
          return (
            <>
              <Toolbar label="The report">
                <Button icon="save" onClick={() => save(`${name}.md`, { text: page, type: 'text/markdown' })}>
                  Save as Markdown
                </Button>
                <Button
                  icon="json"
                  onClick={() => save(`${name}.json`, { text: json, type: 'application/json' })}
                >
                  Save as JSON
                </Button>
                <Button icon="refresh" onClick={() => void report.refetch()}>
                  Write it anew
                </Button>
              </Toolbar>
              <MarkdownPage page={page} />
            </>
          )
        }}
      </Loading>
    </div>
  )
}
