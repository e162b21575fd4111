import type { Host } from '../hosts/host.ts'
import { followConnection } from './connection.ts'
import type { Feature } from './contribution.ts'
import { followJobs } from './jobs.ts'
import { restoreLayout } from './memory.ts'
import { notify, notifyFailure, settleJobNotice } from './notices.ts'
import { log } from './output.ts'
import { applyPreferences, loadPreferences } from './preferences.ts'
import { askText, confirmQuestion, pickId } from './questions.ts'
import { restoreRecentEditors } from './recent-editors.ts'
import { getSession } from './session.ts'
import { shellFeature } from './shell-feature.ts'
import { say } from './speech.tsx'
import { useWorkbenchState } from './store.ts'
import { install } from './workbench.ts'

/** Makes the workbench of this page. */
export function openWorkbench(host: Host, features: readonly Feature[]): void {
  const all = [shellFeature, ...features]
  install({
    host,
    features: all,
    openEditor: (editor, { toSide = false, transient = false } = {}) =>
      useWorkbenchState.getState().area?.open(editor, { toSide, transient }),
    runCommand: async (id, args) => {
      const found = all.flatMap(({ commands = [] }) => commands).find((command) => command.id === id)
      if (!found) return notify({ severity: 'warning', message: `There is no command ${id}.` })
      try {
        await found.run(args)
      } catch (error) {
        notifyFailure(error)
      }
    },
    showActivity: (activity) => useWorkbenchState.setState({ activity, sideBar: true }),
    showPanel: (panel) => useWorkbenchState.setState({ panel, panelShown: true }),
    notify,
    notifyFailure,
    confirm: confirmQuestion,
    ask: askText,
    pick: async ({ title, items }) => {
      const shown = items.map(({ label, description }, index) => ({ id: String(index), label, description }))
      const id = await pickId(title, shown)
      return id === undefined ? undefined : items[Number(id)]?.value
    },
    log,
  })
  applyPreferences()
  followConnection(host)
  void getSession().then(({ workspace }) => {
    document.title = `${workspace.name} - Crosswalk`
    restoreLayout(workspace.folder)
    restoreRecentEditors(workspace.folder)
  }, notifyFailure)
  void loadPreferences().catch(notifyFailure)
  void followJobs(host, (job) => {
    say(`${job.title}: ${job.state}`)
    log(`${job.title}: ${job.state}${job.failure ? `: ${job.failure.message}` : ''}`)
    settleJobNotice(job)
  })
  addEventListener('beforeunload', (event) => {
    if (useWorkbenchState.getState().dirty.size > 0) event.preventDefault()
  })
}
