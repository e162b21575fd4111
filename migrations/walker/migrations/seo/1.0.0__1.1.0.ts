import { add, defineMigration, rename } from 'crosswalk'

export default defineMigration({
  agent: 'seo',
  from: '1.0.0',
  to: '1.1.0',
  summary: 'Search Console and push; the confidence score becomes a threshold',
  steps: [
    add('/data_sources/search_console', { enabled: false, property_url: null }),
    rename('/thresholds/min_confidence_score', 'min_confidence_threshold'),
    add('/notifications/push', { enabled: false }),
  ],
})
