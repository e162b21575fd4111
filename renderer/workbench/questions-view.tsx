import { type FormEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { type AskOptions, useQuestions } from './questions.ts'
import { QuickPick } from './quick-pick.tsx'
import type { Question } from './workbench.ts'

/** The question that is asked now. */
export function Questions() {
  const { asked } = useQuestions()
  const [first] = asked
  // The key is the question itself: the next one begins with nothing typed.
  const key = asked.length
  if (first?.kind === 'confirm') return <Confirm key={key} question={first.question} answer={first.answer} />
  if (first?.kind === 'ask') return <Ask key={key} options={first.options} answer={first.answer} />
  if (first?.kind === 'pick') return <QuickPick key={key} {...first} />
  return null
}

function Confirm({ question, answer }: { question: Question; answer: (yes: boolean) => void }) {
  const { title, detail, action, danger = false, typed } = question
  const [text, setText] = useState('')
  const ready = typed === undefined || text === typed
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (ready) answer(true)
  }
  return (
    <form onSubmit={send}>
      <Dialog
        title={title}
        onClose={() => answer(false)}
        actions={
          <>
            <Button onClick={() => answer(false)}>Cancel</Button>
            <Button kind={danger ? 'danger' : 'primary'} disabled={!ready} onClick={() => answer(true)}>
              {action}
            </Button>
          </>
        }
      >
        {detail !== undefined && <p>{detail}</p>}
        {typed !== undefined && (
          <TextField label={`Type ${typed} to go on`} value={text} onChange={setText} autoFocus />
        )}
      </Dialog>
    </form>
  )
}

function Ask({ options, answer }: { options: AskOptions; answer: (text: string | undefined) => void }) {
  const { title, value = '', placeholder, validate } = options
  const [text, setText] = useState(value)
  const [tried, setTried] = useState(false)
  const problem = validate?.(text)
  const send = () => {
    setTried(true)
    if (problem === undefined) answer(text)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Dialog
        title={title}
        onClose={() => answer(undefined)}
        actions={
          <>
            <Button onClick={() => answer(undefined)}>Cancel</Button>
            <Button kind="primary" onClick={send}>
              OK
            </Button>
          </>
        }
      >
        <TextField
          label={title}
          value={text}
          onChange={setText}
          autoFocus
          error={tried || text !== value ? problem : undefined}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
      </Dialog>
    </form>
  )
}
