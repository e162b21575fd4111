import './view-boundary.css'
import { Component, type ReactNode, Suspense } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { log } from './output.ts'

type Props = {
  /** Of the view, for the report: "the editor preview". */
  readonly name: string
  readonly children: ReactNode
}

/** Holds one view: what breaks in it breaks nothing else, and can be tried again. */
export class ViewBoundary extends Component<Props, { error: unknown; broken: boolean }> {
  override state = { error: undefined as unknown, broken: false }

  static getDerivedStateFromError(error: unknown) {
    return { error, broken: true }
  }

  override componentDidCatch(error: unknown): void {
    log(
      `${this.props.name} broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
  }

  override render() {
    const { broken, error } = this.state
    if (!broken) return <Suspense fallback={<Loading />}>{this.props.children}</Suspense>
    const message = error instanceof Error ? error.message : String(error)
    // The browser remembers that it could not load it, so that only a new window can.
    if (NOT_LOADED.test(message)) return <NotLoaded />
    return (
      <div className="view-broken" role="alert">
        <EmptyState
          icon="bug"
          title="This view broke"
          action={
            <Button
              kind="primary"
              icon="refresh"
              onClick={() => this.setState({ broken: false, error: undefined })}
            >
              Reload this view
            </Button>
          }
        >
          That is a bug in Crosswalk, not something you did. Everything else goes on; the output panel has the
          details. <code>{message}</code>
        </EmptyState>
      </div>
    )
  }
}

const NOT_LOADED = /dynamically imported module|module script failed/i

const NotLoaded = () => (
  <div className="view-broken" role="alert">
    <EmptyState
      icon="debug-disconnect"
      title="This view could not be loaded"
      action={
        <Button kind="primary" icon="refresh" onClick={() => location.reload()}>
          Reload the window
        </Button>
      }
    >
      The services did not answer when it was opened. Once they are back, reload the window: what is open and
      what you have written stays.
    </EmptyState>
  </div>
)

/** While a view's code is on its way: only for a moment, and shown only if that gets long. */
const Loading = () => <div className="view-loading" role="status" aria-label="Loading" />
