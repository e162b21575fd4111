import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogue, type ErrorCode, type ErrorData } from './catalogue.ts'
import { CrosswalkError, isCrosswalkError } from './crosswalk-error.ts'
import { CANCELLED_EXIT, statusOf } from './status.ts'

const at = { agent: 'seo', from: '1.2.0', to: '2.0.0', step: 't0', direction: 'up' } as const
const where = { environment: 'production', place: 'db.example.com:5432/walker' }
const langflow = { environment: 'production', place: 'langflow.example.com:443' }
const source = { file: 'migrations/seo/1.0.0__1.1.0.ts', line: 3, column: 7 }
const flow = {
  source: 'flows.zip: seo.json',
  place: '/data/nodes',
  problem: 'it has no nodes',
  remedy: 'Export it again',
}
const [file, release, preview] = ['crosswalk.json', 'seo@2.0.0', 'p-1']

/** Data for every code, several where the message takes several forms. A code without any does not compile. */
const samples: { readonly [C in ErrorCode]: readonly ErrorData<C>[] } = {
  'general/usage': [{ problem: 'There is no command "pus"', remedy: 'Write push.' }],
  'general/bug': [
    { reference: 'b-1', log: '/work/.crosswalk/bugs.log' },
    { reference: 'b-1', log: null },
  ],
  'general/file-not-found': [{ file }],
  'general/file-unreadable': [{ file, problem: 'permission denied' }],
  'general/file-exists': [{ file }],
  'general/file-unwritable': [{ file, problem: 'permission denied' }],
  'general/output-failed': [{ problem: 'the disk is full' }],

  'json/invalid': [{ line: 1, column: 2, problem: 'a comma is missing' }],
  'json/duplicate-key': [
    { line: 1, column: 2, key: 'a"b', path: '/a' },
    { line: 1, column: 2, key: 'a', path: '' },
  ],
  'json/unstorable': [
    { line: 1, column: 2, path: '/a', problem: 'U+0000' },
    { path: '', problem: 'the number is too long' },
    { path: '/a', problem: 'the number is too long' },
  ],
  'json/too-deep': [
    { line: 1, column: 2, path: '', limit: 512 },
    { path: '', limit: 512 },
  ],
  'json/too-large': [{ size: 100, limit: 10, unit: 'bytes' }],
  'json/bad-pointer': [{ pointer: 'a', problem: 'it does not begin with a slash' }],

  'flow/unreadable': [{ source: flow.source, problem: 'it is no JSON', remedy: 'Export it again' }],
  'flow/too-large': [{ source: flow.source, what: '1000 files', limit: 500, unit: 'files' }],
  'flow/not-a-flow': [flow, { ...flow, place: '' }],
  'flow/component': [{ source: flow.source, place: '', name: 'Chat' }],
  'flow/none-inside': [flow],
  'flow/bad-metadata': [flow],
  'flow/several': [
    { source: flow.source, name: null, names: ['a', 'b'] },
    { source: flow.source, name: 'a', names: ['a', 'a'] },
  ],
  'flow/name-unknown': [{ source: flow.source, name: 'c', names: ['a', 'b'] }],
  'flow/version-exists': [{ agent: 'seo', version: '1.0.0', file }],

  'config/bad-version': [{ version: '1.0' }],
  'config/bad-agent': [{ agent: 'Paid Ads' }],
  'config/not-an-object': [{ found: 'a list' }],
  'config/no-version': [{ found: 'missing' }],
  'config/version-mismatch': [{ config: '1.0.0', row: '1.1.0' }],
  'config/no-path': [
    { version: '0.9.0', to: '2.0.0', reachable: ['1.0.0', '1.1.0'] },
    { version: '0.9.0', to: '2.0.0', reachable: [] },
  ],
  'config/bad-schema': [{ agent: 'seo', version: '2.0.0', problem: 'type must be a known one' }],

  'langflow/not-configured': [{ environment: 'production' }],
  'langflow/variable-unset': [
    { environment: 'production', variable: 'LANGFLOW_URL', holds: 'address' },
    { environment: 'production', variable: 'LANGFLOW_API_KEY', holds: 'key' },
  ],
  'langflow/bad-url': [{ environment: 'production', variable: 'LANGFLOW_URL', problem: 'it is no URL' }],
  'langflow/unreachable': [{ ...langflow, problem: 'nobody listens there' }],
  'langflow/resting': [{ ...langflow, retryAfterMs: 30_000 }],
  'langflow/slow': [
    { ...langflow, timeoutMs: 10_000, mayHaveRun: true },
    { ...langflow, timeoutMs: 10_000, mayHaveRun: false },
  ],
  'langflow/broke-off': [
    { ...langflow, problem: 'the connection was reset', mayHaveRun: true },
    { ...langflow, problem: 'the connection was reset', mayHaveRun: false },
  ],
  'langflow/key-refused': [{ ...langflow, status: 403 }],
  'langflow/no-flow': [{ ...langflow, id: 'f-1' }],
  'langflow/tweaks-refused': [
    { ...langflow, id: 'f-1', fields: ['temperature'], problem: 'It is protected' },
    { ...langflow, id: 'f-1', fields: [], problem: 'It is protected' },
  ],
  'langflow/rejected': [{ ...langflow, status: 400, what: 'write flow f-1', problem: 'the name is taken' }],
  'langflow/flow-failed': [{ ...langflow, id: 'f-1', problem: 'Error building Component X' }],
  'langflow/failing': [
    { ...langflow, status: 500, what: 'run flow f-1', problem: 'no reason given', mayHaveRun: true },
    { ...langflow, status: 500, what: 'read flow f-1', problem: 'no reason given', mayHaveRun: false },
  ],
  'langflow/rubbish': [{ ...langflow, what: 'read flow f-1', problem: 'it is no JSON' }],
  'langflow/no-flow-in-release': [{ release }],
  'langflow/not-publishable': [{ release, state: 'proposed', environment: 'production' }],
  'langflow/edited-there': [{ ...langflow, agent: 'seo', version: '2.0.0', id: 'f-1' }],
  'langflow/differs': [{ ...langflow, agent: 'seo', version: '2.0.0', id: 'f-1' }],
  'langflow/still-needed': [{ agent: 'seo', version: '2.0.0', environment: 'production', configs: 3 }],
  'langflow/in-rollout': [{ release, state: 'rolling out', environment: 'production' }],
  'langflow/not-published': [{ agent: 'seo', version: '2.0.0', environment: 'production' }],

  'lens/target-occupied': [{ from: '/a', to: '/b' }],
  'lens/target-blocked': [
    { from: '/a', to: '/b/c', blocked: '/b' },
    { from: '/a', to: '/b', blocked: '' },
  ],
  'lens/no-way-back': [{ step: '0/0' }],
  'lens/not-a-config': [{ step: '0/0' }],

  'migration/bad-form': [
    { file: source.file, place: 'step 1 (add), path', problem: 'is missing' },
    { file: source.file, place: '', problem: 'must be an object' },
  ],
  'migration/no-steps': [{ file: source.file }],
  'migration/goes-down': [{ file: source.file, from: '2.0.0', to: '1.0.0' }],
  'migration/misplaced': [{ file: source.file, says: 'seo 1.0.0 to 1.2.0', expected: 'seo 1.0.0 to 1.1.0' }],
  'migration/unknown-version': [
    { agent: 'seo', version: '3.0.0', known: ['1.0.0'] },
    { agent: 'seo', version: '3.0.0', known: [] },
  ],
  'migration/not-found': [{ agent: 'seo', from: '1.0.0', to: '1.1.0', path: source.file }],
  'migration/exists': [{ path: source.file }],
  'migration/tenant-changed': [{ from: '1.0.0', to: '1.1.0' }],
  'migration/not-an-object': [{ from: '1.0.0', to: '1.1.0' }],

  'sandbox/source-too-large': [{ file: source.file, characters: 2_000_000, limit: 1_000_000 }],
  'sandbox/does-not-compile': [{ ...source, problem: "';' expected." }],
  'sandbox/import-refused': [{ ...source, module: 'node:fs' }],
  'sandbox/not-allowed': [{ ...source, construct: 'await', remedy: 'Write it without.' }],
  'sandbox/no-migration': [{ file: source.file }],
  'sandbox/bad-definition': [
    { file: source.file, path: '/steps/0', problem: 'a function' },
    { file: source.file, path: '', problem: 'a function' },
  ],
  'sandbox/load-threw': [{ file: source.file, name: 'TypeError', message: 'x is not a function' }],
  'sandbox/load-stopped': [{ file: source.file, reason: 'did not end within 1000 ms' }],
  'sandbox/types-stopped': [{ file: source.file, reason: 'did not end within 1000 ms' }],
  'sandbox/threw': [{ at, name: 'TypeError', message: 'x is not a function' }],
  'sandbox/bad-result': [
    { at, path: '/a', problem: 'a function' },
    { at: { ...at, direction: 'down' }, path: '', problem: 'a list' },
  ],
  'sandbox/not-in-module': [{ at }],
  'sandbox/timed-out': [{ at, limitMs: 1000 }, { limitMs: 1000 }],
  'sandbox/out-of-memory': [{ at, limitMb: 64 }, { limitMb: 64 }],
  'sandbox/died': [{ at, how: 'SIGSEGV' }, { how: 'SIGSEGV' }],
  'sandbox/given-up': [{ at, stopped: 5 }, { stopped: 5 }],
  'sandbox/no-start': [{ problem: 'spawn EAGAIN' }],

  'workspace/not-found': [{ dir: '/work' }],
  'workspace/bad-settings': [
    {
      file,
      problems: [
        { place: '/agents', problem: 'is missing', remedy: 'Write agents by name.' },
        { place: '', problem: 'is not an object', remedy: 'Write an object.' },
      ],
    },
  ],
  'workspace/unknown-agent': [
    { agent: 'sea', known: ['seo'] },
    { agent: 'sea', known: [] },
  ],
  'workspace/unknown-environment': [{ environment: 'prod', known: ['production'] }],
  'workspace/url-unset': [{ environment: 'production', variable: 'DATABASE_URL' }],
  'workspace/file-not-found': [{ file, remedy: 'Run `crosswalk init` first.' }],
  'workspace/damaged': [{ file, problem: 'Not valid JSON at line 1, column 2: a comma is missing.' }],
  'workspace/already-exists': [{ file }],
  'workspace/changed-underneath': [{ file }],
  'workspace/unsafe-path': [{ file, problem: 'it is a link' }],
  'workspace/not-readable': [{ file, problem: 'EACCES' }],
  'workspace/not-writable': [{ file, problem: 'EACCES' }],
  'workspace/file-locked': [{ file, problem: 'EBUSY' }],
  'workspace/disk-full': [{ file }],
  'workspace/busy': [{ dir: '/work', holder: 'crosswalk preview, process 7' }],
  'workspace/store-damaged': [{ file, problem: 'it is no database' }],
  'workspace/store-foreign': [{ file }],
  'workspace/store-newer': [{ file, version: 9, known: 3 }],
  'workspace/store-altered': [{ file, schemaFile: '000001_begin.sql' }],
  'workspace/store-busy': [{ file }],
  'workspace/snapshot-not-found': [{ snapshot: 's-1' }],
  'workspace/no-snapshot': [{ agent: 'seo' }],
  'workspace/snapshot-incomplete': [{ snapshot: 's-1', state: 'cut off' }],
  'workspace/snapshot-complete': [{ snapshot: 's-1' }],
  'workspace/snapshot-other': [{ snapshot: 's-1', of: 'content', wanted: 'seo' }],
  'workspace/config-not-found': [{ snapshot: 's-1', config: 'c-1' }],
  'workspace/preview-not-found': [{ preview }],
  'workspace/preview-complete': [{ preview }],
  'workspace/shape-not-found': [
    { preview, shape: 'a1', known: ['b2'] },
    { preview, shape: 'a1', known: Array.from({ length: 30 }, (_, at) => `b${at}`) },
  ],
  'workspace/preview-outdated': [{ preview, agent: 'seo', to: '2.0.0' }],
  'workspace/taken-over': [{ thing: 'preview p-1' }],
  'workspace/bad-source-row': [{ environment: 'production', config: 'c-1', problem: 'it has no tenant' }],

  'production/unconfirmed': [{ environment: 'production' }],
  'production/bad-url': [{ environment: 'production', problem: 'it has no host' }],
  'production/unreachable': [{ ...where, problem: 'connection refused' }],
  'production/authentication-failed': [{ ...where, problem: 'password authentication failed' }],
  'production/tls-failed': [{ ...where, problem: 'self-signed certificate' }],
  'production/no-database': [where],
  'production/too-many-connections': [where],
  'production/gone': [{ ...where, problem: 'the server closed the connection' }],
  'production/too-old': [{ ...where, version: '12.1', minimum: '13' }],
  'production/read-only': [where],
  'production/no-right': [{ ...where, problem: 'permission denied for table x' }],
  'production/disk-full': [where],
  'production/out-of-memory': [where],
  'production/damaged': [{ ...where, problem: 'invalid page in block 1' }],
  'production/lock-timeout': [where],
  'production/statement-timeout': [where],
  'production/serialization': [where],
  'production/deadlock': [where],
  'production/not-ours': [where],
  'production/older': [{ ...where, pending: ['000002_more.sql'] }],
  'production/newer': [{ ...where, version: 9, known: 3 }],
  'production/schema-drifted': [{ ...where, versions: ['000001_begin.sql'] }],
  'production/unrecorded': [{ ...where, files: ['000001_begin'] }],
  'production/record-lost': [
    { ...where, files: ['000001_begin'], differences: ['table x of 000001_begin is missing'] },
    {
      ...where,
      files: ['000001_begin'],
      differences: Array.from({ length: 20 }, (_, i) => `table t${i} is not ours`),
    },
  ],
  'production/foreign-schema': [{ ...where, objects: ['table x'] }],
  'production/foreign-table': [{ ...where, problems: ['walker_agent_user_configs: no column id'] }],
  // Its other form ends with lines of the server's log, which are not ours to punctuate.
  'production/embedded-failed': [{ directory: '/work/.crosswalk/pg', problem: 'it ended with 1', log: [] }],
  'production/embedded-disk-full': [{ directory: '/work/.crosswalk/pg' }],
  'production/embedded-unsupported': [{ platform: 'freebsd-x64' }],
  'production/preview-differs': [{ ...where, release }],
  'production/append-only': [{ ...where, table: 'crosswalk.audit_log' }],

  'release/bad-name': [{ name: 'seo' }],
  'backup/not-found': [{ file }],
  'backup/damaged': [{ file, problem: 'it was cut off before its end' }],
  'backup/newer': [{ file, format: 2, known: 1 }],
  'backup/unproven': [{ file, release, environment: 'production', problem: '2 configs differ' }],
  'backup/other-environment': [{ file, of: 'staging', environment: 'production' }],
  'backup/unknown': [{ file, environment: 'production' }],
  'backup/in-git': [{ file, repository: '/work' }],
  'backup/too-old': [
    { release, environment: 'production', taken: '2026-01-31T12:00:00Z', ageHours: 30, limitHours: 24 },
  ],
  'backup/from-future': [{ release, environment: 'production', taken: '2026-01-31T12:00:00Z' }],
  'backup/release-running': [{ release, environment: 'production', state: 'paused' }],

  'desktop/not-installed': [{ problem: 'the program of Electron is not there' }],
  'desktop/ended': [{ status: 1 }],
  'desktop/foreign-sender': [{}],
  'desktop/bad-request': [{ request: 'menu.set', problem: 'it takes a list of commands' }],
  'desktop/flow-unreadable': [{ file, problem: 'it has 21 MB, and an export has 20 at most' }],
  'desktop/no-keychain': [{ problem: 'the keychain of this system cannot be used' }],
  'desktop/unknown-variable': [{ variable: 'DATABASE_URL' }],

  'web/port-taken': [{ port: 8080, problem: 'something listens there already' }],
  'web/not-built': [{ folder: 'out/renderer', problem: 'EROFS: read-only file system' }],
  'web/foreign-host': [{}],
  'web/foreign-origin': [{}],
  'web/no-session': [{}],
  'web/link-used': [{}],
  'web/no-such-page': [{}],
  'web/not-that-way': [{ allowed: 'POST' }],
  'web/too-large': [{ limitBytes: 4096 }],
  'web/too-many-windows': [{ limit: 64 }],
  'web/no-links': [{}],
  'web/bad-input': [
    {
      procedure: 'session.become',
      problems: [
        { place: '/who', problem: 'too short' },
        { place: '', problem: 'no object' },
      ],
    },
  ],
  'web/too-many-jobs': [{ limit: 20 }],
  'verify/not-staging': [
    { environment: 'production', staging: ['staging'] },
    { environment: 'production', staging: [] },
  ],
  'verify/other-digest': [{ release, environment: 'staging', digest: 'a'.repeat(64), other: 'b'.repeat(64) }],
  'verify/not-verified': [{ release, environment: 'production', staging: ['staging'] }],
  'verify/failed': [
    {
      release,
      environment: 'production',
      staging: 'staging',
      at: '2026-01-31T12:00:00Z',
      problems: ['health: status is 503, not 200'],
    },
  ],
  'verify/unrecorded': [{ release, problem: 'there is no evidence' }],
  'verify/secret-unset': [{ smoke: 'health', variable: 'TOKEN' }],

  'restore/state-not-found': [{ config: 'c-1', state: 'h-1' }],
  'restore/release-running': [{ config: 'c-1', release, state: 'rolling out' }],
  'restore/unconfirmed': [{ config: 'c-1', environment: 'production' }],
  'restore/versions-differ': [{ config: 'c-1', state: 'h-1', inside: '1.0.0', version: '1.1.0' }],
  'adoption/nothing-there': [where],
  'adoption/obstacles': [{ ...where, problems: ['tenants is no plain table', 'users has no column id'] }],
  'adoption/undecided': [
    { environment: 'production', undecided: ['--stuck reset|leave: walker_agent_user_configs: 3 are stuck'] },
  ],
  'adoption/aborted': [{ environment: 'production', found: ['walker_agent_user_configs: 3 are stuck'] }],
  'adoption/cascades': [{ table: 'walker_agent_user_configs', keys: ['runs (runs_config_id_fkey)'] }],
  'adoption/busy': [where],
  'adoption/placeholder-refused': [{ table: 'tenants', problem: 'its column plan (integer) wants a value' }],
  'adoption/rows-kept': [{ table: 'walker_agent_user_configs', rows: 3 }],
  'adoption/unfinished': [
    {
      environment: 'production',
      left: ['walker_agent_user_configs: 1 belong to a tenant that does not exist'],
    },
  ],
  'adoption/not-set-aside': [{ environment: 'production', id: '00000000-0000-4000-8000-000000000000' }],
  'adoption/not-restorable': [
    {
      id: '00000000-0000-4000-8000-000000000000',
      table: 'walker_agent_user_configs',
      problem: 'a check of the table forbids it',
      remedy: 'Its values stand in crosswalk.set_aside.',
    },
  ],

  'release/not-found': [{ release, place: 'this workspace' }],
  'release/exists': [{ release, digest: 'a'.repeat(64) }],
  'release/damaged': [{ release, problem: 'its contents do not have its digest' }],
  'release/no-such-step': [{ release, step: 'coffee' }],
  'release/preview-not-found': [{ preview }],
  'release/preview-of-another': [{ release, preview }],
  'release/preview-too-old': [{ preview, ageHours: 50, limitHours: 24 }],
  'release/preview-unfinished': [{ preview, state: 'cancelled' }],
  'release/blocked': [
    { release, findings: ['CW201 at /a'] },
    { release, findings: Array.from({ length: 12 }, (_, index) => `CW201 at /a${index}`) },
  ],
  'release/losses-changed': [
    { release, file: 'accepted/seo/2.0.0.json', changes: ['/a for shape 56cc416313a9 is accepted since'] },
    {
      release,
      file: 'accepted/seo/2.0.0.json',
      changes: Array.from({ length: 9 }, (_, index) => `/a${index} is accepted since`),
    },
  ],
  'release/author-approves': [{ release, who: 'ada' }],
  'release/not-an-approver': [{ release, who: 'eve', reasons: ['The rule “Team” lets only ann approve.'] }],
  'release/approved-already': [{ release, who: 'grace' }],
  'release/guarded': [{ release, problem: 'its approvals are not complete' }],
  'release/wrong-state': [{ release, state: 'draft', action: 'push', expected: 'approved' }],
  'release/busy': [{ release, holder: 'host-1, process 7', secondsLeft: 20 }],
  'release/lease-lost': [{ release }],
  'release/output-differs': [{ version: '1.0.0' }, { version: '1.0.0', config: 'c-1' }],
  'release/unconfirmed': [
    { release, environment: 'production', confirmed: null },
    { release, environment: 'production', confirmed: 'prod' },
  ],
  'release/frozen': [
    { release, environment: 'production', window: 'the feast (from 2026-12-20 to 2027-01-07, UTC)' },
  ],
  'release/no-such-wave': [
    { release, wave: 5, waves: 4 },
    { release, wave: 2, waves: 1 },
  ],
  'release/wave-not-ready': [{ release, wave: 1, reasons: ['it bakes for another 2 minutes'] }],
  'release/newer-in-place': [{ release, newer: 'seo@2.1.0' }],
  'release/config-not-found': [{ environment: 'production', config: 'c-1' }],

  'rollout/no-queue': [{ environment: 'production' }],
  'rollout/nothing-ordered': [{ release, state: 'approved' }],
  'rollout/over': [{ release, wish: 'pause', state: 'completed' }],

  'loss/no-preview': [{ agent: 'seo', to: '2.0.0' }],
  'loss/preview-outdated': [{ agent: 'seo', to: '2.0.0', preview }],
  'loss/preview-of-another': [{ agent: 'seo', to: '2.0.0', preview, is: 'content 1.1.0' }],
  'loss/unknown-path': [
    { preview, path: '/a', known: ['/b', '/c'] },
    { preview, path: '/a', known: [] },
    { preview, path: '/a', known: Array.from({ length: 20 }, (_, index) => `/b${index}`) },
  ],
  'loss/declared': [{ preview, path: '/a' }],
  'loss/unknown-shape': [{ preview, path: '/a', shapes: ['56cc416313a9'], known: ['0a1b2c3d4e5f'] }],
  'loss/no-reason': [{ reason: 'ok' }],
  'loss/not-accepted': [{ file: 'accepted/seo/2.0.0.json', path: '/a', shapes: ['56cc416313a9'] }],

  'rights/may-not-approve': [{ environment: 'production', login: 'app' }],
  'rights/acts-for-another': [
    { environment: 'production', login: 'ann', person: 'bob' },
    { environment: 'production', login: 'Ann@x', person: 'bob' },
  ],

  'demo/not-empty': [{ environment: 'demo' }],
  'demo/settings-lost': [{ lost: 1, editsLost: 2 }],

  'sidecar/bad-environment': [{ problems: ['PORT is no number'] }],
  'sidecar/no-role': [{ ...where, login: 'walker' }],
  'sidecar/not-held': [{ ...where, table: 'crosswalk.journal' }],
  'sidecar/address-taken': [{ host: '127.0.0.1', port: 8787, problem: 'something listens there already' }],
  'sidecar/token-name-taken': [{ name: 'langflow', environment: 'production' }],
  'sidecar/token-not-found': [{ token: 'langflow', environment: 'production' }],
  'sidecar/no-token': [{}],
  'sidecar/bad-token': [{ problem: 'it has expired' }],
  'sidecar/wrong-agent': [{ agent: 'seo' }],
  'sidecar/operators-only': [{}],
  'sidecar/no-route': [{ method: 'GET', path: '/nowhere' }],
  'sidecar/bad-request': [{ problem: 'its body is cut off' }],
  'sidecar/invalid': [{ problems: ['body/agent is missing'] }],
  'sidecar/too-large': [{ limitBytes: 1_048_576 }],
  'sidecar/unsupported': [{ found: 'text/plain' }],
  'sidecar/too-many': [{ limit: 600, seconds: 20 }],
  'sidecar/busy': [{}],
  'sidecar/unavailable': [{}],
  'sidecar/timed-out': [{ limitMs: 10_000 }],
  'sidecar/config-not-found': [{ agent: 'seo' }],
  'sidecar/unknown-agent': [{ agent: 'seo' }],
  'sidecar/unknown-version': [{ agent: 'seo', version: '9.0.0' }],
  'sidecar/unknown-person': [{ problem: 'there is no such user' }],
  'sidecar/config-exists': [{ agent: 'seo' }],
  'sidecar/changed-since': [{ etag: '"abc"' }],
  'sidecar/no-if-match': [{}],
  'sidecar/fixed-member': [{ members: ['version', 'tenant_id'] }],
  'sidecar/does-not-fit': [
    {
      version: '1.1.0',
      problems: [
        { path: '/a', problem: 'must be a number' },
        { path: '', problem: 'must be an object' },
      ],
    },
  ],
  'sidecar/foreign-secret': [{ path: '/a' }],
  'sidecar/no-schema': [{ agent: 'seo', version: '1.0.0' }],
  'sidecar/not-open': [{ agent: 'seo', version: '1.1.0' }],
  'sidecar/goes-back': [{ from: '1.1.0', to: '1.0.0' }],
  'sidecar/held': [{ version: '1.1.0', reason: 'nobody has reviewed this shape' }],
  'sidecar/migration-failed': [{ version: '1.1.0', problem: 'the code threw' }],
  'sidecar/no-langflow': [{}],
  'sidecar/flow-not-published': [{ agent: 'seo', version: '1.1.0' }],
  'sidecar/variables-missing': [{ agent: 'seo', version: '1.1.0', variables: ['LIMIT', 'TONE'] }],
  'sidecar/not-injectable': [{ agent: 'seo', version: '1.1.0', problems: ['TONE is taken by no field'] }],
  'sidecar/tweaks-refused': [
    { agent: 'seo', version: '1.1.0', fields: ['temperature'] },
    { agent: 'seo', version: '1.1.0', fields: [] },
  ],
  'sidecar/langflow-away': [{ seconds: 30 }],
  'sidecar/langflow-refuses': [{}],
  'sidecar/langflow-failed': [{ agent: 'seo', version: '1.1.0' }],
  'sidecar/flow-failed': [{ agent: 'seo', version: '1.1.0' }],
  'sidecar/run-cut': [{ agent: 'seo', version: '1.1.0' }],
  'sidecar/run-slow': [{ agent: 'seo', version: '1.1.0', limitMs: 120_000 }],

  'secret/no-key': [
    { environment: 'production', known: [] },
    { environment: 'production', known: ['K1', 'K2'] },
  ],
  'secret/bad-key': [{ variable: 'CROSSWALK_KEY_K1', problem: 'it is no base64' }],
  'secret/key-missing': [{ key: 'K1', variable: 'CROSSWALK_KEY_K1' }],
  'secret/wrong-key': [{ key: 'K1', variable: 'CROSSWALK_KEY_K1', environment: 'production' }],
  'secret/unreadable': [
    { key: 'K1', path: '/token' },
    { key: 'K1', path: '' },
  ],
  'secret/unknown-stand-in': [{ path: '/token' }],
}

const codes = Object.keys(catalogue) as ErrorCode[]

const errorsOf = <C extends ErrorCode>(code: C): readonly CrosswalkError<C>[] =>
  samples[code].map((data) => new CrosswalkError<C>(code, data as ErrorData<C>))

test('every code is area/what, and has sample data here', () => {
  assert.deepEqual(Object.keys(samples).sort(), [...codes].sort())
  for (const code of codes) {
    assert.match(code, /^[a-z]+\/[a-z]+(-[a-z]+)*$/)
    assert.ok(samples[code].length > 0, code)
  }
})

test('every message renders its data in whole sentences', () => {
  for (const code of codes) {
    for (const { message } of errorsOf(code)) {
      assert.doesNotMatch(message, /undefined|null|NaN|\[object|\$\{/, `${code}: ${message}`)
      assert.match(message, /^\S.*[^.\s]\.$/s, `${code} ends with a full stop: ${message}`)
      assert.doesNotMatch(
        message,
        /\.\.|\. ?\.|: ?\.|, ?\.| {2}\S.* {2}/,
        `${code} is punctuated: ${message}`,
      )
    }
  }
})

test('every message names what its data names', () => {
  for (const code of codes) {
    for (const { data, message } of errorsOf(code)) {
      // Where the thing stands, or which one it is: whatever else a message leaves out, not that.
      for (const key of [
        'file',
        'release',
        'environment',
        'agent',
        'preview',
        'snapshot',
        'path',
        'directory',
      ] as const) {
        const value = (data as { [name: string]: unknown })[key]
        if (typeof value === 'string') assert.ok(message.includes(value), `${code} names ${key}: ${message}`)
      }
    }
  }
})

test('every code has the exit status and the HTTP status of its kind', () => {
  const kinds = {
    bug: [1, 500],
    usage: [2, 400],
    refused: [3, 422],
    conflict: [3, 409],
    'not-found': [4, 404],
    unreachable: [5, 503],
    unauthenticated: [3, 401],
    forbidden: [3, 403],
    'changed-since': [3, 412],
    unconditional: [3, 428],
    'too-large': [3, 413],
    unsupported: [3, 415],
    'too-many': [3, 429],
    upstream: [5, 502],
    'upstream-slow': [5, 504],
  } as const
  for (const code of codes) {
    const { exit, http } = statusOf(code)
    assert.deepEqual([exit, http], kinds[catalogue[code].kind], code)
    if (code.endsWith('-not-found') || code.endsWith('/not-found')) assert.equal(exit, 4, code)
  }
  assert.equal(CANCELLED_EXIT, 130)
})

test('an error carries its code, its data and its cause, and says whether trying again helps', () => {
  const cause = new Error('below')
  const error = new CrosswalkError('production/deadlock', where, { cause })
  assert.ok(error instanceof Error)
  assert.deepEqual(
    [error.name, error.code, error.data, error.cause],
    ['CrosswalkError', 'production/deadlock', where, cause],
  )
  assert.equal(error.retryable, true)
  assert.equal(new CrosswalkError('config/bad-agent', { agent: 'A' }).retryable, false)
  assert.ok(isCrosswalkError(error) && isCrosswalkError(error, 'production/deadlock'))
  assert.ok(
    !isCrosswalkError(error, 'production/gone') && !isCrosswalkError(cause) && !isCrosswalkError(null),
  )
})
