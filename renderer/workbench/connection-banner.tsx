import './connection-banner.css'
import { Icon } from '../ui/icon.tsx'
import { useConnection } from './connection.ts'
import { workbench } from './workbench.ts'

/** Says that the services are gone, until they are back. */
export function ConnectionBanner() {
  const { connected, was } = useConnection()
  if (connected || !was) return null
  return (
    <div className="connection-banner" role="alert">
      <Icon name="debug-disconnect" />
      <span>
        The services do not answer. What you write is kept here, and this page goes on as soon as they are
        back.
        {workbench().host.kind === 'browser' && (
          <>
            {' '}
            If they do not come back, start <code>crosswalk web</code> again in the workspace.
          </>
        )}
      </span>
    </div>
  )
}
