import { add, defineMigration } from 'crosswalk'

export default defineMigration({
  agent: 'seo',
  from: '1.1.0',
  to: '1.2.0',
  summary: 'Suggestions of high confidence may be carried out at once; tags',
  steps: [
    // Either object may be missing, and a member is added only to an object that is there.
    add('/execution', {}),
    add('/execution/auto_execute_high_confidence', false),
    add('/metadata', {}),
    add('/metadata/custom_tags', []),
  ],
})
