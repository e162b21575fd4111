// What the meaning of a flow leaves out. Everything not named here counts, also keys that we have
// never seen: calling two flows the same by mistake is worse than calling one changed.

/** Of a node: where and how the canvas draws it. Its id is replaced, see `meaning.ts`. */
export const NODE_NOISE: ReadonlySet<string> = new Set([
  ...['position', 'positionAbsolute', 'measured', 'width', 'height', 'style', 'className', 'zIndex'],
  ...['selected', 'dragging', 'resizing', 'sourcePosition', 'targetPosition'],
  ...['id', 'data'],
])

/** Of `node.data`: `showNode` folds the node up; the names repeat the component's. */
export const DATA_NOISE: ReadonlySet<string> = new Set([
  'id',
  'node',
  'showNode',
  'display_name',
  'description',
])

/**
 * Of a component: `lf_version` and `last_updated` say when it was last saved, `score`, `category`, `key`
 * and `priority` how it was found in the side bar, `icon`, `documentation` and `minimized` how it looks,
 * `i18n_key` which of Langflow's own translations it takes. `flow` is read apart.
 */
export const COMPONENT_NOISE: ReadonlySet<string> = new Set([
  ...['lf_version', 'last_updated', 'score', 'category', 'key', 'priority', 'i18n_key'],
  ...['icon', 'documentation', 'minimized'],
  ...['template', 'outputs', 'metadata', 'flow'],
])

/** Of a component's `metadata`: a hash of the code, which itself counts, and what was installed where it was saved. */
export const METADATA_NOISE: ReadonlySet<string> = new Set(['code_hash', 'dependencies'])

/** Of a template: under which flow and folder of which server the component was last refreshed. */
export const isFieldNoise = (key: string): boolean => key.startsWith('_frontend_node_')
