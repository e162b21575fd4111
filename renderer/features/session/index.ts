import type { Feature } from '../../workbench/contribution.ts'
import { workbench } from '../../workbench/workbench.ts'

/** Lets other people, or other browsers of the same person, sit at this workspace. */
export const session: Feature = {
  id: 'session',
  commands: [
    {
      id: 'session.link',
      title: 'Copy a Link for Another Browser',
      category: 'Workbench',
      // The desktop app listens to no browser.
      isEnabled: () => workbench().host.kind === 'browser',
      run: copyLink,
    },
  ],
}

async function copyLink(): Promise<void> {
  const { host, notify, notifyFailure } = workbench()
  try {
    const { link } = await host.api.session.link()
    await navigator.clipboard.writeText(link)
    const message = 'The link is copied. It lets one browser of this machine in, once, within an hour.'
    notify({ severity: 'info', message })
  } catch (error) {
    notifyFailure(error)
  }
}
