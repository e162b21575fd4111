import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { DiffEditor } from '../../../ui/monaco/diff-editor.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { type Edge, edgeFile } from '../edge.ts'
import type { MigrationFile, useMigrationFile } from './use-migration-file.ts'

type Acts = Pick<ReturnType<typeof useMigrationFile>, 'save' | 'take' | 'settle'>

/** What a person has to know of the file before they go on: somebody else's text, or an own one from before. */
export function FileState({
  file,
  edge,
  save,
  take,
  settle,
}: Acts & { readonly file: MigrationFile; readonly edge: Edge }) {
  const { base, conflict, restoredFrom, text } = file
  const [comparing, setComparing] = useState(false)
  if (conflict?.state === 'gone') {
    return (
      <Callout
        tone="warn"
        title={`${edgeFile(edge)} is no longer on the disk`}
        action={
          <Button kind="primary" onClick={() => void save({ over: 'absent' })}>
            Write it again
          </Button>
        }
      >
        Somebody deleted or renamed it. Your text is here, and nowhere else.
      </Callout>
    )
  }
  if (conflict?.state === 'changed') {
    const { theirs } = conflict
    return (
      <>
        <Callout
          tone="warn"
          title={`${edgeFile(edge)} was changed on the disk meanwhile`}
          action={
            <>
              <Button kind="primary" icon="diff" onClick={() => setComparing(true)}>
                Compare
              </Button>
              <Button onClick={() => void save({ over: theirs.etag })}>Overwrite</Button>
              <Button onClick={() => take(theirs)}>Reload</Button>
            </>
          }
        >
          Nothing was written. Reload takes the text of the disk; Ctrl+Z brings yours back.
        </Callout>
        {comparing && (
          <Dialog
            title="The disk, and your text"
            onClose={() => setComparing(false)}
            actions={<Button onClick={() => setComparing(false)}>Close</Button>}
          >
            <div className="migrations-compare">
              <DiffEditor
                language="typescript"
                label="The disk and your text"
                before={theirs.source}
                after={text}
              />
            </div>
          </Dialog>
        )}
      </>
    )
  }
  if (restoredFrom === undefined) return null
  return (
    <Callout
      tone="info"
      title="Your unsaved changes were restored"
      action={
        <>
          <Button onClick={() => take(base)}>Go back to the file</Button>
          <Button kind="link" onClick={settle}>
            Keep them
          </Button>
        </>
      }
    >
      They were made <RelativeTime iso={restoredFrom} /> and never saved.
    </Callout>
  )
}
