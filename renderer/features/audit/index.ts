import type { Feature } from '../../workbench/contribution.ts'
import { workbench } from '../../workbench/workbench.ts'
import { AuditPanel } from './audit-panel.tsx'
import { verifyAudit } from './verify.ts'

/** Who did what in the chosen environment, and whether anybody has changed the record of it. */
export const audit: Feature = {
  id: 'audit',
  panels: [{ id: 'audit', title: 'Audit', order: 40, View: AuditPanel }],
  commands: [
    {
      id: 'audit.show',
      category: 'View',
      title: 'Show Audit Log',
      run: () => workbench().showPanel('audit'),
    },
    { id: 'audit.verify', category: 'Audit', title: 'Verify', run: verifyAudit },
  ],
}
