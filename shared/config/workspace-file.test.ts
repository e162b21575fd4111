import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCrosswalkError } from '../errors/index.ts'
import type { AgentName } from './ids.ts'
import { getAgent, getEnvironment, masksFor, readWorkspaceSettings } from './workspace-file.ts'

const valid = {
  agents: { seo: { title: 'SEO', description: 'Search' }, content: { title: 'Content' } },
  environments: { production: { url_env: 'DATABASE_URL', protected: true }, demo: { embedded: true } },
}
const read = (value: unknown) => readWorkspaceSettings(JSON.stringify(value))

/** What is wrong with a file: place, problem and remedy of each. */
function problemsOf(text: string): readonly { place: string; problem: string; remedy: string }[] {
  try {
    readWorkspaceSettings(text)
  } catch (error) {
    assert.ok(isCrosswalkError(error, 'workspace/bad-settings'), String(error))
    return error.data.problems
  }
  return []
}

const onlyProblem = (change: object) => {
  const problems = problemsOf(JSON.stringify({ ...valid, ...change }))
  assert.equal(problems.length, 1, JSON.stringify(problems))
  return problems[0] as (typeof problems)[number]
}

test('what a workspace leaves out gets its default', () => {
  const settings = read(valid)
  assert.deepEqual(
    settings.rollout.waves.map(({ percent }) => percent),
    [1, 10, 50, 100],
  )
  assert.equal(settings.preview_max_age_hours, 24)
  assert.deepEqual(settings.masks, [])
  assert.deepEqual(settings.environments.demo, { embedded: true, protected: false })
})

test('settings that were read are read the same again', () => {
  const settings = read({
    ...valid,
    masks: ['/a', { path: '/b/*', agents: ['seo'] }],
    preview_max_age_hours: 1.5,
  })
  assert.deepEqual(read(settings), settings)
})

test('rules for approvals are read, with what they leave out', () => {
  const { approvals } = read({
    ...valid,
    approvals: [
      { name: 'Anybody' },
      {
        name: 'Two of the team',
        when: { environments: ['production'], agents: ['seo'], classes: ['deprecating'], tenants: 100 },
        approvers: ['ann', 'bob@example.com'],
        count: 2,
      },
    ],
  })
  assert.deepEqual(approvals[0], { name: 'Anybody', when: {}, count: 1 })
  assert.equal(approvals[1]?.count, 2)
  assert.deepEqual(read(valid).approvals, [])
})

test('a rule for approvals that can never be met, or holds for nothing, is refused with its place', () => {
  const problemOf = (...approvals: object[]) => {
    const { place, problem, remedy } = onlyProblem({ approvals })
    assert.match(remedy, /^(Write|List|Give|Did you mean)/)
    return `${place} ${problem}`
  }
  const rule = (more: object) => ({ name: 'R', ...more })
  assert.equal(problemOf({}), '/approvals/0/name is missing')
  assert.equal(problemOf(rule({}), rule({})), '/approvals/1/name is the name of another rule already')
  assert.equal(problemOf(rule({ count: 0 })), '/approvals/0/count is below 1')
  assert.equal(problemOf(rule({ approvers: [] })), '/approvals/0/approvers names nobody')
  assert.equal(
    problemOf(rule({ approvers: ['ann', 'ANN'], count: 2 })),
    '/approvals/0/count asks for more people than "approvers" names',
  )
  assert.equal(
    problemOf(rule({ when: { agents: ['sea'] } })),
    '/approvals/0/when/agents/0 is no agent of this workspace',
  )
  assert.equal(
    problemOf(rule({ when: { environments: ['prod'] } })),
    '/approvals/0/when/environments/0 is no environment of this workspace',
  )
  assert.match(problemOf(rule({ when: { classes: ['big'] } })), /^\/approvals\/0\/when\/classes\/0 /)
  assert.equal(problemOf(rule({ when: { tenant: 5 } })), '/approvals/0/when/tenant is not known here')
  assert.equal(problemOf(rule({ when: { tenants: 1.5 } })), '/approvals/0/when/tenants is no whole number')
})

test('a number may be written in any way', () => {
  const text = JSON.stringify({ ...valid, preview_max_age_hours: 12 }).replace('12', '1.20e1')
  assert.equal(readWorkspaceSettings(text).preview_max_age_hours, 12)
})

test('a database URL is refused without being repeated, whatever its key', () => {
  for (const key of ['url', 'database_url', 'URL', 'dsn', 'connection_string']) {
    const problem = onlyProblem({
      environments: { live: { url_env: 'X', [key]: 'postgres://u:s3cret@h/d' } },
    })
    assert.equal(problem.place, `/environments/live/${key}`)
    assert.match(problem.problem, /password/)
    assert.match(problem.remedy, /"url_env": "DATABASE_URL"/)
    assert.doesNotMatch(JSON.stringify(problem), /s3cret/)
  }
  const problem = onlyProblem({ environments: { live: { url_env: 'postgres://u:s3cret@h/d' } } })
  assert.equal(problem.place, '/environments/live/url_env')
  assert.doesNotMatch(JSON.stringify(problem), /s3cret/)
})

test('an unknown key is refused, with the one that was meant', () => {
  for (const [typed, meant] of [
    ['mask', 'masks'],
    ['enviroments', 'environments'],
    ['preview_max_age', 'preview_max_age_hours'],
    ['rolout', 'rollout'],
  ]) {
    const problem = onlyProblem({ [typed as string]: {} })
    assert.equal(problem.place, `/${typed}`)
    assert.match(problem.remedy, new RegExp(`"${meant}"`))
  }
  assert.match(onlyProblem({ colour: 1 }).remedy, /agents, environments, masks/)
  assert.match(onlyProblem({ agents: { seo: { title: 'S', titel: 'S' } } }).remedy, /"title"/)
})

const wrong: readonly [place: string, change: object][] = [
  ['/agents', { agents: ['seo'] }],
  ['/agents/SEO', { agents: { SEO: { title: 'SEO' } } }],
  ['/agents/..~1up', { agents: { '../up': { title: 'SEO' } } }],
  ['/agents/seo/title', { agents: { seo: {} } }],
  ['/agents/seo', { agents: { seo: null } }],
  ['/environments', { environments: undefined }],
  ['/environments/Live', { environments: { Live: { embedded: true } } }],
  ['/environments/live', { environments: { live: {} } }],
  ['/environments/live', { environments: { live: { url_env: 'X', embedded: true } } }],
  ['/environments/live/embedded', { environments: { live: { embedded: 'yes' } } }],
  ['/environments/live/waves', { environments: { live: { embedded: true, waves: 'yes' } } }],
  ['/environments/live/protected', { environments: { live: { embedded: true, protected: 1 } } }],
  ['/masks', { masks: '/a' }],
  ['/masks/0/path', { masks: ['a/b'] }],
  ['/masks/1/path', { masks: ['/ok', '/a~2'] }],
  ['/masks/0/agents/1', { masks: [{ path: '/a', agents: ['seo', 'other'] }] }],
  ['/rollout/waves', { rollout: { waves: [] } }],
  ['/rollout/waves', { rollout: { waves: [{ percent: 50 }] } }],
  ['/rollout/waves', { rollout: { waves: [{ percent: 50 }, { percent: 50 }, { percent: 100 }] } }],
  ['/rollout/waves/0/bake_minutes', { rollout: { waves: [{ percent: 100, bake_minutes: -1 }] } }],
  ['/rollout/waves/0/bake_reads', { rollout: { waves: [{ percent: 100, bake_reads: 1.5 }] } }],
  ['/rollout/waves/0', { rollout: { waves: [{ bake_minutes: 1 }, { percent: 100 }] } }],
  ['/rollout/waves/0/tenants/0', { rollout: { waves: [{ tenants: ['me'] }, { percent: 100 }] } }],
  ['/rollout/waves/0/label', { rollout: { waves: [{ label: 'pilot' }, { percent: 100 }] } }],
  [
    '/rollout/freeze/0/from',
    { rollout: { freeze: [{ from: 'Friday', to: 'Mon 08:00', time_zone: 'UTC' }] } },
  ],
  [
    '/rollout/freeze/0/to',
    { rollout: { freeze: [{ from: 'Fri 16:00', to: '2026-12-20', time_zone: 'UTC' }] } },
  ],
  [
    '/rollout/freeze/0/time_zone',
    { rollout: { freeze: [{ from: 'Fri 16:00', to: 'Mon 08:00', time_zone: 'Home' }] } },
  ],
  ['/rollout/limits/held_percent', { rollout: { limits: { held_percent: 101 } } }],
  ['/preview_max_age_hours', { preview_max_age_hours: 0 }],
]

for (const [place, change] of wrong) {
  test(`${JSON.stringify(change)} is refused at ${place} with a remedy`, () => {
    const problem = onlyProblem(change)
    assert.equal(problem.place, place)
    assert.ok(problem.problem.length > 0 && problem.remedy.length > 0)
  })
}

test('all that is wrong is told at once', () => {
  assert.equal(problemsOf(JSON.stringify({ ...valid, mask: [], masks: ['x'], rollout: 1 })).length, 3)
})

test('a name that means something to JavaScript never vanishes without a word', () => {
  const text = (agents: string) => `{"agents":${agents},"environments":{"demo":{"embedded":true}}}`
  assert.equal(problemsOf(text('{"__proto__":{"title":"x"}}'))[0]?.place, '/agents/__proto__')
  assert.equal(problemsOf(text('{"seo":{"title":"x","__proto__":1}}'))[0]?.place, '/agents/seo/__proto__')
})

test('text that is no JSON, or says a thing twice, is refused with line and column', () => {
  assert.match(problemsOf('{\n  "agents": {},\n  oops\n}')[0]?.problem ?? '', /line 3, column 3/)
  assert.match(
    problemsOf('{\n  "agents": {},\n  "agents": {}\n}')[0]?.problem ?? '',
    /"agents" stands twice.*line 3/,
  )
  assert.equal(problemsOf('[]')[0]?.place, '')
})

test('an agent or an environment that is not there is refused with those that are', () => {
  const settings = read(valid)
  assert.equal(getAgent(settings, 'seo'), 'seo')
  assert.deepEqual(getEnvironment(settings, 'production'), valid.environments.production)
  for (const name of ['nope', 'constructor', '__proto__']) {
    assert.throws(
      () => getEnvironment(settings, name),
      (error) =>
        isCrosswalkError(error, 'workspace/unknown-environment') && /production, demo/.test(error.message),
    )
    assert.throws(
      () => getAgent(settings, name),
      (error) => isCrosswalkError(error, 'workspace/unknown-agent') && /seo, content/.test(error.message),
    )
  }
})

test('a mask holds for every agent, or for those that it names', () => {
  const masks = ['/all', { path: '/some', agents: ['seo'] }, '/all']
  const settings = read({ ...valid, masks })
  assert.deepEqual(masksFor(settings, 'seo' as AgentName), ['/all', '/some'])
  assert.deepEqual(masksFor(settings, 'content' as AgentName), ['/all'])
})

test('an environment may name its Langflow by two environment variables, and by nothing else', () => {
  const langflow = { url_env: 'LANGFLOW_URL', api_key_env: 'LANGFLOW_API_KEY' }
  const of = (value: unknown) => ({ environments: { demo: { embedded: true, langflow: value } } })
  assert.deepEqual(read({ ...valid, ...of(langflow) }).environments.demo?.langflow, langflow)
  const wrong = [
    [{ ...langflow, url_env: 'http://localhost:7860' }, '/environments/demo/langflow/url_env'],
    [{ url_env: 'LANGFLOW_URL' }, '/environments/demo/langflow/api_key_env'],
    [{ ...langflow, api_key: 'sk-1' }, '/environments/demo/langflow/api_key'],
    ['http://localhost:7860', '/environments/demo/langflow'],
  ] as const
  for (const [value, place] of wrong) {
    const problem = onlyProblem(of(value))
    assert.equal(problem.place, place)
    assert.ok(problem.remedy.length > 10)
  }
})

test('an environment may name the key that encrypts its secrets by its id, and never the key', () => {
  const of = (key_id: unknown) => ({ environments: { demo: { embedded: true, key_id } } })
  assert.equal(read({ ...valid, ...of('2026A') }).environments.demo?.key_id, '2026A')
  for (const wrong of ['k 1', '', 'qO3vN1w0m8o=', 5]) {
    const problem = onlyProblem(of(wrong))
    assert.equal(problem.place, '/environments/demo/key_id')
    assert.match(problem.remedy, /never the key itself/)
  }
})
