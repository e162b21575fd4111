import './import-place.css'
import { lazy, Suspense, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { Icon } from '../../../ui/icon.tsx'
import { askToImport, useImport } from './import-store.ts'

const ImportDialog = lazy(async () => ({ default: (await import('./import-dialog.tsx')).ImportDialog }))

/** Takes files that are dropped anywhere on the window, and asks about each that was chosen. */
export function ImportPlace() {
  const chosen = useImport(({ waiting: [first] }) => first)
  const isOver = useDrop()
  return (
    <>
      {isOver &&
        createPortal(
          <div className="flows-drop" role="status">
            <Icon name="cloud-upload" />
            <strong>Drop the flow to import it</strong>
            <span>
              .json or .zip, as Langflow exports it. You see what is in it before anything is written.
            </span>
          </div>,
          document.body,
        )}
      {chosen &&
        createPortal(
          <Suspense>
            <ImportDialog key={chosen.content.length + chosen.file} chosen={chosen} />
          </Suspense>,
          document.body,
        )}
    </>
  )
}

function useDrop(): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const has = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false
    const over = (event: DragEvent) => {
      if (!has(event)) return
      // Without it the browser would leave the page for the file.
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      if (!has(event)) return
      event.preventDefault()
      setOver(false)
      for (const file of event.dataTransfer?.files ?? []) void askToImport(file)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  return isOver
}
