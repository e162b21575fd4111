import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { BackupStore } from './ports/backup.ts'
import type { Check } from './ports/database.ts'
import type { PushMeter } from './ports/estimate.ts'
import type { SecretKeys } from './ports/secrets.ts'
import type { SnapshotStore } from './ports/snapshots.ts'

export type ExaminePushParts = {
  readonly environment: string
  readonly protection: 'none' | 'protected'
  readonly agents: readonly string[]
  readonly keys: SecretKeys
  readonly backups: BackupStore
  readonly snapshots: SnapshotStore
  readonly meter: PushMeter
}

/** What `crosswalk doctor` says of an environment that a push is meant for: keys, backups, how long it would take. */
export async function examineForPush(open: () => Promise<ExaminePushParts>): Promise<readonly Check[]> {
  try {
    const parts = await open()
    return [
      await attempt('keys', () => examineKeys(parts)),
      await attempt('backup', () => examineBackup(parts)),
      ...(await Promise.all(
        parts.agents.map((agent) => attempt(`push of ${agent}`, () => examineDuration(parts, agent))),
      )),
    ]
  } catch (error) {
    // Without a schema of ours there is nothing to say of a push; the check of the schema says so already.
    if (isCrosswalkError(error)) return []
    throw error
  }
}

type Finding = Omit<Check, 'name'>

/** One that cannot be made is a finding like any other: the rest is still worth knowing. */
async function attempt(name: string, examine: () => Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await examine()) }
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return { name, ok: 'warn', message: `not examined: ${error.message}` }
  }
}

async function examineKeys({ keys, environment }: ExaminePushParts): Promise<Finding> {
  const states = await keys.list()
  const named = (here: string): string =>
    states
      .filter((state) => state.here === here)
      .map(({ id }) => id)
      .join(', ')
  const [wrong, missing] = [named('wrong'), named('missing')]
  if (wrong !== '') {
    return {
      ok: false,
      message: `the key here is another one than ${environment} was encrypted with: ${wrong}`,
      remedy: 'Set CROSSWALK_KEY_<ID> to the key that was used, and give the new one another id.',
    }
  }
  if (missing !== '') {
    return {
      ok: 'warn',
      message: `not here: ${missing}. A push needs none; who encrypts, decrypts or rotates does`,
      remedy: `Set CROSSWALK_KEY_<ID> to each; \`crosswalk secrets status --env ${environment}\` shows what is under it.`,
    }
  }
  return {
    ok: true,
    message: states.length === 0 ? 'nothing is encrypted' : `${states.length} here, all as used before`,
  }
}

async function examineBackup({ backups, environment, protection }: ExaminePushParts): Promise<Finding> {
  if (protection === 'none')
    return { ok: true, message: 'a push takes none, for the environment is not protected' }
  const own = (await backups.list()).filter(({ header }) => header?.environment === environment)
  const newest = own[0]?.header
  return {
    ok: true,
    message:
      newest === undefined
        ? 'a push takes one and restores it into a scratch database; there is none yet'
        : `a push takes one and restores it into a scratch database; the newest of ${own.length} is of ${newest.moment}, for ${newest.release}`,
  }
}

const HOUR_S = 3600
const LONG_S = 4 * HOUR_S

async function examineDuration(
  { snapshots, meter, environment }: ExaminePushParts,
  agent: string,
): Promise<Finding> {
  const rate = await meter.measure(agent)
  if (rate === undefined) return { ok: true, message: 'there are no configs' }
  const snapshot = snapshots.list({ environment, state: 'complete' }).find((one) => one.agent === agent)
  const perSecond = Math.max(1, Math.round(rate.configsPerSecond))
  const by =
    rate.by === 'journal'
      ? `as the last release wrote ${rate.configs}`
      : `measured on copies of ${rate.configs}, at best`
  const speed = `${perSecond} configs a second, ${by}`
  if (snapshot === undefined) {
    return {
      ok: true,
      message: `${speed}; how many there are, a snapshot says: \`crosswalk snapshot pull --env ${environment}\``,
    }
  }
  const seconds = snapshot.configs / perSecond
  const message = `about ${inWords(seconds)} for the ${snapshot.configs} configs of the snapshot (${speed}); bake times of waves come on top`
  if (seconds <= LONG_S) return { ok: true, message }
  return {
    ok: 'warn',
    message,
    remedy:
      'Plan it in waves, with workers on several machines (`crosswalk worker`), or outside of busy hours.',
  }
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 2 * HOUR_S) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / (HOUR_S / 10)) / 10} h`
}
