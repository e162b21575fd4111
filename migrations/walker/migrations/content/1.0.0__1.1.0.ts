import { add, defineMigration, each, redefault, rename, wrap } from 'crosswalk'

export default defineMigration({
  agent: 'content',
  from: '1.0.0',
  to: '1.1.0',
  summary: 'A newsletter, a tone for each channel, several publishing times a day, a newer model',
  steps: [
    add('/channels/newsletter', { enabled: false, words: 400 }),
    // null: the general tone of voice.
    each('/channels', [add('/tone', null)]),
    rename('/calendar/publish_at', 'publish_times'),
    wrap('/calendar/publish_times'),
    redefault('/processing/ai_model', 'gpt-4', 'gpt-4.1'),
  ],
})
