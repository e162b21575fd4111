import { add, defineMigration, deprecate, each, hoist, rename, when, wrap } from 'crosswalk'

export default defineMigration({
  agent: 'audience_intelligence',
  from: '1.0.0',
  to: '1.1.0',
  summary: 'Segments can be paused, exports go to several places, cookies of third parties end',
  steps: [
    each('/segments', [rename('/min_size', 'minimum_size'), add('/status', 'active')]),
    hoist('/refresh/slot', ['at', 'timezone']),
    rename('/export/destination', 'destinations'),
    wrap('/export/destinations'),
    when({ path: '/privacy/consent_required', equals: true }, [add('/privacy/legal_basis', 'consent')]),
    when({ path: '/privacy/consent_required', equals: false }, [
      add('/privacy/legal_basis', 'legitimate_interest'),
    ]),
    deprecate('/sources/third_party_cookies', {
      feature: 'Cookies of third parties',
      message: 'Browsers no longer send them. Connect a CRM or your own web analytics instead.',
      documentation: 'https://docs.engarde.media/walker-agents/audience-intelligence/sources',
    }),
  ],
})
