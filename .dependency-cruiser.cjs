// Who may import whom (docs/architecture.md). A file's path is its layer; each layer lists what it may
// reach and everything else is denied, so a new folder or a new package is an error until it has its
// place here. Types count like values: a layer that knows a driver's types knows the driver.

/** A test: may import anything, is imported by nobody but tests. */
const TEST = ['^(test|bench)/', '\\.test\\.tsx?$']

/** Node's built-in modules: names without a dot, which no file of ours is. */
const NODE = '^(node:)?[a-z_0-9/]+$'

/** Any npm package. */
const NPM = '(^|/)node_modules/'

/** npm packages that touch neither Node nor the DOM: the only ones for `shared` and the services. */
const PURE = '(^|/)node_modules/(zod|ajv|ajv-formats|@noble/hashes|fflate|@orpc/contract)/'

const PORTS = '^main/services/ports/'
const FACES = ['sidecar', 'web', 'electron', 'cli']
/** Faces that show the workbench. */
const DESK_FACES = ['web', 'electron']
const PARTS = ['workspace', 'production', 'sandbox', 'jobs', 'langflow']

/**
 * The table: `files` (patterns of one layer) may import `may`, and no more. `$1` in `may` is what the
 * first group of `files` matched.
 */
const layers = [
  { name: 'shared', files: '^shared/', may: ['^shared/', PURE] },
  { name: 'services', files: '^main/services/', may: ['^shared/', '^main/services/', PURE] },
  ...PARTS.map((part) => ({
    name: `main-${part}`,
    files: `^main/${part}/`,
    may: ['^shared/', PORTS, `^main/${part}/`, NODE, NPM],
  })),
  {
    name: 'compose',
    files: '^main/compose(\\.ts$|/)',
    may: ['^shared/', '^main/services/', '^main/compose/', ...PARTS.map((part) => `^main/${part}/`), NODE],
  },
  // The contract of the interface, carried out: what its two hosts share.
  {
    name: 'main-api',
    files: '^main/api/',
    may: ['^shared/', '^main/compose\\.ts$', '^main/api/', NODE, NPM],
  },
  ...FACES.map((face) => ({
    name: `main-${face}`,
    files: `^main/${face}/`,
    may: [
      '^shared/',
      '^main/compose\\.ts$',
      `^main/${face}/`,
      // What a bug leaves behind is written down alike, whichever face it shows in.
      ...(DESK_FACES.includes(face) ? ['^main/api/'] : ['^main/api/bug-log\\.ts$']),
      NODE,
      NPM,
    ],
  })),
  // It runs in a browser, as it is: nobody brings it what it would import from elsewhere, and Node has no DOM for it.
  { name: 'user-page', files: '^main/sidecar/page/', may: ['^main/sidecar/page/'] },
  { name: 'bin', files: '^bin/', may: ['^main/((cli|sidecar|web)/main|electron/launch)\\.ts$', NODE] },
  // 'crosswalk' is what an author imports: the package's own name, which package.json leads to this file.
  { name: 'walker-migrations', files: '^migrations/walker', may: ['^shared/authoring/index\\.ts$'] },
  {
    name: 'renderer-feature',
    files: '^renderer/features/([^/]+)/',
    may: [
      '^shared/',
      '^renderer/(?!features/)',
      '^renderer/features/$1/',
      '^renderer/features/[^/]+/index\\.tsx?$',
      NPM,
    ],
  },
  {
    name: 'renderer',
    files: '^renderer/(?!features/[^/]+/)',
    may: ['^shared/', '^renderer/(?!features/)', '^renderer/features/[^/]+/index\\.tsx?$', NPM],
  },
]

const ANY_LAYER = [...layers.map((layer) => layer.files), ...TEST]

/** An import that leads nowhere is the rule `resolves`, and no other. */
const RESOLVED = { couldNotResolve: false }

module.exports = {
  forbidden: [
    ...layers.map(({ name, files, may }) => ({
      name: `${name}-may-not-import`,
      comment: `${files} may import only ${may.join(', ')}`,
      severity: 'error',
      from: { path: files, pathNot: TEST },
      to: { pathNot: may, ...RESOLVED },
    })),
    {
      name: 'tests-are-imported-by-tests-only',
      comment: 'What others need does not belong into a test: move it to a layer.',
      severity: 'error',
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    // Three rules, for a file is seen by what it imports, by who imports it, or as an orphan.
    ...[
      { from: { pathNot: ANY_LAYER }, to: {} },
      { from: {}, to: { pathNot: [...ANY_LAYER, NODE, NPM], ...RESOLVED } },
      { from: { orphan: true, pathNot: ANY_LAYER }, to: {} },
    ].map((ends) => ({
      name: 'on-no-layer',
      comment: 'Every file belongs to a layer: move it to one, or give its folder a line in this table.',
      severity: 'error',
      ...ends,
    })),
    {
      name: 'no-development-dependency',
      comment: 'Needed at run time: list it under "dependencies" of package.json.',
      severity: 'error',
      from: { pathNot: TEST },
      // Electron brings itself along, and its packer refuses it among what is packed.
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: '(^|/)node_modules/electron/',
      },
    },
    {
      name: 'circular',
      comment: 'Put what both need into a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolves',
      comment: 'There is no such file or package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Neither read nor judged, yet an import that leads into one of them is.
    doNotFollow: { path: [NPM, '^(out|\\.git|\\.crosswalk)/', '^\\.dependency-cruiser\\.cjs$'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
