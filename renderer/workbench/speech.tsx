import { create } from 'zustand'

const useSpeech = create<{ readonly text: string }>(() => ({ text: '' }))

/** Says something to screen readers, when they have finished what they are at. */
export const say = (text: string): void => useSpeech.setState({ text })

/** Where it is said. */
export function Speech() {
  const { text } = useSpeech()
  return (
    <div className="visually-hidden" aria-live="polite">
      {text}
    </div>
  )
}
