export { JsonDiff } from './json-diff.tsx'
export { JsonView } from './json-view.tsx'
