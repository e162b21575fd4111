import type { HostileSource } from './hostile.ts'

const migration = (steps: string, top = ''): string => `
import { defineMigration, transform, add, each } from 'crosswalk'
${top}
export default defineMigration({ agent: 'seo', from: '1.0.0', to: '1.1.0', summary: 's', steps: ${steps} })`

/** Modules that are refused when they are read, or that misbehave as they are. */
export const sources: readonly HostileSource[] = [
  {
    name: 'is not TypeScript',
    source: `export default {`,
    code: 'sandbox/does-not-compile',
    says: /m\.ts:1:17: .*expected/,
  },
  {
    name: 'is nested without end',
    source: `export default ${'['.repeat(50_000)}`,
    code: 'sandbox/does-not-compile',
    says: /m\.ts/,
  },
  {
    name: 'is too long',
    source: `//${'x'.repeat(1024 * 1024)}`,
    code: 'sandbox/source-too-large',
    says: /m\.ts has \d+/,
  },
  {
    name: 'imports a module of Node',
    source: `import fs from 'node:fs'`,
    code: 'sandbox/import-refused',
    says: /m\.ts:1:1: "node:fs"/,
  },
  {
    name: 'imports a file',
    source: `\nimport { x } from './secret.ts'`,
    code: 'sandbox/import-refused',
    says: /m\.ts:2:1/,
  },
  {
    name: 'exports from a module',
    source: `export * from 'ses'`,
    code: 'sandbox/import-refused',
    says: /"ses"/,
  },
  {
    name: 'imports the old way',
    source: `import fs = require('fs')`,
    code: 'sandbox/import-refused',
    says: /"fs"/,
  },
  {
    name: 'requires',
    source: `const fs = require('fs')`,
    code: 'sandbox/import-refused',
    says: /m\.ts:1:12: "fs"/,
  },
  {
    name: 'requires under another name',
    source: `const r = require; r('fs')`,
    code: 'sandbox/load-threw',
    says: /import from 'crosswalk'|import/,
  },
  {
    name: 'imports dynamically',
    source: `import('node:fs')`,
    code: 'sandbox/not-allowed',
    says: /m\.ts:1:1: import\(\)/,
  },
  {
    name: 'hides a dynamic import in text',
    source: `export default 'import(1)'`,
    code: 'sandbox/not-allowed',
    says: /m\.ts:1:16: text in which/,
  },
  {
    name: 'calls eval',
    source: `export default () => eval('process')`,
    code: 'sandbox/not-allowed',
    says: /m\.ts:1:22: eval/,
  },
  {
    name: 'is sloppy',
    source: `with ({}) {}`,
    code: 'sandbox/load-threw',
    says: /SyntaxError.* with statement/,
  },
  {
    name: 'asks where it is',
    source: `export default import.meta.url`,
    code: 'sandbox/not-allowed',
    says: /import\.meta/,
  },
  {
    name: 'waits',
    source: `await null\nexport default 1`,
    code: 'sandbox/not-allowed',
    says: /m\.ts:1:1: await/,
  },
  {
    name: 'writes a number that no double holds',
    source: migration(`[add('/a', 9007199254740993)]`),
    code: 'sandbox/not-allowed',
    says: /9007199254740992/,
  },
  {
    name: 'exports nothing',
    source: `const a = 1`,
    code: 'sandbox/no-migration',
    says: /export default defineMigration/,
  },
  {
    name: 'exports what defineMigration did not give',
    source: `export default { agent: 'seo', steps: [] }`,
    code: 'sandbox/no-migration',
    says: /defineMigration/,
  },
  {
    name: 'exports a promise of a migration',
    source: `import { defineMigration } from 'crosswalk'\nexport default (async () => defineMigration({}))()`,
    code: 'sandbox/no-migration',
    says: /defineMigration/,
  },
  {
    name: 'imports what there is not',
    source: `import { addd } from 'crosswalk'\nexport default addd()`,
    code: 'sandbox/load-threw',
    says: /has no "addd"; it has .*add/,
  },
  {
    name: 'throws as it is read',
    source: `throw new Error('at once')`,
    code: 'sandbox/load-threw',
    says: /m\.ts threw Error as it was read: at once/,
  },
  {
    name: 'throws what loops as it is read',
    source: `throw { get message() { for (;;); } }`,
    code: 'sandbox/load-threw',
    says: /m\.ts/,
  },
  {
    name: 'loops as it is read',
    source: `for (;;);`,
    code: 'sandbox/load-stopped',
    says: /did not end within \d+ ms/,
  },
  {
    name: 'leaves endless microtasks as it is read',
    source: migration(`[add('/a', 1)]`, `(async () => { for (;;) await 0 })()`),
    code: 'sandbox/load-stopped',
    says: /did not end/,
  },
  {
    name: 'uses up the memory as it is read',
    source: `const a = []; for (;;) a.push({ a })`,
    code: 'sandbox/load-stopped',
    says: /more memory/,
  },
  {
    name: 'recurses as it is read',
    source: `const f = () => f() + 1; f()`,
    code: 'sandbox/load-threw',
    says: /RangeError/,
  },
  {
    name: 'gives a step with a function',
    source: migration(`[add('/a', () => 1)]`),
    code: 'sandbox/bad-definition',
    says: /a function at \/steps\/0\/value/,
  },
  {
    name: 'gives a step with undefined',
    source: migration(`[add('/a', undefined)]`),
    code: 'sandbox/bad-definition',
    says: /undefined at \/steps\/0\/value/,
  },
  {
    name: 'gives a value that contains itself',
    source: migration(`[add('/a', self)]`, `const self = {}; self.self = self`),
    code: 'sandbox/bad-definition',
    says: /contains itself/,
  },
  {
    name: 'gives steps that are endless',
    source: migration(`Array.from({ length: 600000 }, () => 0)`),
    code: 'sandbox/bad-definition',
    says: /more than 500000 values at \/steps/,
  },
  {
    name: 'gives a step that hangs',
    source: migration(`[{ get op() { for (;;); } }]`),
    code: 'sandbox/load-stopped',
    says: /did not end/,
  },
  {
    name: 'gives a step that is no step',
    source: migration(`[{ op: 'drop', path: '/a' }]`),
    code: 'migration/bad-form',
    says: /drop/,
  },
  {
    name: 'gives a transform without up',
    source: migration(`[transform({ down: (c) => c })]`),
    code: 'sandbox/bad-definition',
    says: /up is no function at \/steps\/0\/up/,
  },
  {
    name: 'gives a transform whose down is no function',
    source: migration(`[transform({ up: (c) => c, down: 1 })]`),
    code: 'sandbox/bad-definition',
    says: /down is no function/,
  },
  {
    name: 'gives a transform inside each',
    source: migration(`[each('/a', [transform({ up: (c) => c })])]`),
    code: 'sandbox/bad-definition',
    says: /transform inside another step.*\/steps\/0\/steps\/0/,
  },
  { name: 'has no steps', source: migration(`[]`), code: 'migration/no-steps', says: /no steps/ },
]
