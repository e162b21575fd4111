// npm run demo:sidecar: an embedded PostgreSQL, a tenant, a sidecar, and lines to paste. Ctrl-C ends it all.
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { compose, type Whose } from '../compose.ts'
import { serve } from './main.ts'

const ENVIRONMENT = 'demo'
const ISSUER = 'https://application.example'
const AUDIENCE = 'crosswalk'

const secret = randomBytes(32).toString('base64url')
const stopping = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort())

const folder = await mkdtemp(join(tmpdir(), 'crosswalk-sidecar-'))
// As root the server has another account, which must get there.
await chmod(folder, 0o711)
const services = compose({ workspaceDir: join(folder, 'workspace'), signal: new AbortController().signal })
try {
  console.log('Starting PostgreSQL …')
  await services.workspace.initDemo(join(folder, 'workspace'))
  const [whose] = (await services.demo.seed(1)) as [Whose]
  const asked = { name: 'langflow', agents: ['seo'], expiresAt: null, who: 'demo' }
  const { token } = await services.tokens.create(ENVIRONMENT, asked)
  const user = await userToken(whose)
  await serve({
    services,
    environment: ENVIRONMENT,
    env: {
      CROSSWALK_SIDECAR_LOG: 'warn',
      ...process.env,
      CROSSWALK_JWT_SECRET: secret,
      CROSSWALK_JWT_ISSUER: ISSUER,
      CROSSWALK_JWT_AUDIENCE: AUDIENCE,
    },
    version: 'demo',
    signal: stopping.signal,
    listening: (url) => console.log(linesToPaste({ url, token, user, whose })),
  })
} finally {
  await services.close()
  // The server takes some seconds to end after its last user.
  await rm(folder, { recursive: true, force: true, maxRetries: 30, retryDelay: 500 })
}

function userToken({ tenant, user }: Whose): Promise<string> {
  return new SignJWT({ tenant_id: tenant, sub: user, iss: ISSUER, aud: AUDIENCE })
    .setProtectedHeader({ alg: 'HS256' })
    .setNotBefore('-1m')
    .setExpirationTime('8h')
    .sign(new TextEncoder().encode(secret))
}

function linesToPaste({
  url,
  token,
  user,
  whose,
}: {
  url: string
  token: string
  user: string
  whose: Whose
}): string {
  const config = `${url}/api/v1/walker-agents/seo/config`
  const body = { agent: whose.agent, tenant_id: whose.tenant, user_id: whose.user, flow_version: '1.0.0' }
  return `
The sidecar listens at ${url}; ${url}/docs shows what it takes. Ctrl-C ends it. To paste into another terminal:

USER_TOKEN=${user}
SERVICE_TOKEN=${token}

# What a flow asks for when it runs
curl -s -w '\\n' -H "Authorization: Bearer $SERVICE_TOKEN" -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' ${url}/api/v1/runtime/load-config

# What a user reads, and changes
curl -s -i -w '\\n' -H "Authorization: Bearer $USER_TOKEN" ${config}
curl -s -H "Authorization: Bearer $USER_TOKEN" ${config} | sed 's/"suggestion_limit": *[0-9]*/"suggestion_limit": 3/' | curl -s -i -w '\\n' -X PUT -H "Authorization: Bearer $USER_TOKEN" -H 'If-Match: *' -H 'X-Change-Reason: tried it' -H 'Content-Type: application/json' --data-binary @- ${config}
curl -s -w '\\n' -H "Authorization: Bearer $USER_TOKEN" ${url}/api/v1/walker-agents/seo/migration-status

# For operators
curl -s -w '\\n' ${url}/health/detailed
curl -s ${url}/metrics
`
}
