import './notifications.css'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { JobProgress } from './job-progress.tsx'
import { clearNotices, dropNotice, hideToast, type ShownNotice, toggleCentre, useNotices } from './notices.ts'

const ICONS = { info: 'info', warning: 'warning', error: 'error' } as const

/** Notices beside the page, and the list of all that were told. */
export function Notifications() {
  const { notices, centre } = useNotices()
  const toasts = notices.filter(({ toast }) => toast).slice(0, 4)
  return (
    <>
      {/* Always there: a region that comes with its first text is not read out. */}
      <section className="notices-toasts" aria-label="Notifications">
        <div aria-live="polite" aria-relevant="additions">
          {toasts.map((notice) => (
            <NoticeView key={notice.id} notice={notice} close={() => hideToast(notice.id)} />
          ))}
        </div>
      </section>
      {centre && (
        <section
          className="notices-centre"
          aria-label="All notifications"
          onKeyDown={(event) => event.key === 'Escape' && toggleCentre()}
        >
          <header>
            <h2>{notices.length === 0 ? 'No notifications' : 'Notifications'}</h2>
            <IconButton icon="clear-all" label="Clear all notifications" onClick={clearNotices} />
            <IconButton icon="chevron-down" label="Hide notifications" onClick={toggleCentre} />
          </header>
          <div className="notices-list">
            {notices.map((notice) => (
              <NoticeView key={notice.id} notice={notice} close={() => dropNotice(notice.id)} />
            ))}
          </div>
        </section>
      )}
    </>
  )
}

function NoticeView({ notice, close }: { readonly notice: ShownNotice; readonly close: () => void }) {
  const { severity, message, actions = [], job, at, times } = notice
  return (
    <div className={`notices-one notices-${severity}`}>
      <Icon name={ICONS[severity]} />
      <div className="notices-text">
        <p>
          <span className="visually-hidden">{severity}: </span>
          {message}
          {times > 1 && ` (${times} times)`}
        </p>
        {job !== undefined && <JobProgress id={job} />}
        <footer>
          <small>
            <RelativeTime iso={at} />
          </small>
          {actions.map(({ title, run }) => (
            <Button
              key={title}
              kind="primary"
              onClick={() => {
                close()
                run()
              }}
            >
              {title}
            </Button>
          ))}
        </footer>
      </div>
      <IconButton icon="close" label="Close notification" onClick={close} />
    </div>
  )
}
