// What the long tests of faults share: a production with tenants, and what has to hold of it after anything.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { examineDeep } from '../../main/production/examine/deep/examine.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { Random } from '../../shared/config/sample/index.ts'
import { parseVersion } from '../../shared/config/version.ts'
import { hashJson } from '../../shared/json/hash.ts'
import { Engine } from '../../shared/migration/engine.ts'
import { type ConfigRow, type Production, production, seo } from '../faults/rollout/production.ts'
import type { TestDatabase } from '../support/postgres.ts'

export const NAME = 'seo@1.1.0'
const TO = parseVersion('1.1.0')
const KNOWN = [{ agent: 'seo', versions: ['1.0.0', '1.1.0', '1.2.0', '2.0.0'] }]

/** How long the server may take to end the session of a process that was killed, and with it the lock of its lease. */
const DYING_MS = 10_000

/** How often each fault is tried. Fewer times find less, in less time. */
export const TIMES = Number(process.env.CROSSWALK_FAULTS ?? 100)

/** Chance, the same in every run with the same seed; the test tells which one it was. */
export function chance(t: TestContext): Random {
  const seed = Number(process.env.CROSSWALK_FAULT_SEED ?? 20_261_121)
  t.diagnostic(`CROSSWALK_FAULT_SEED=${seed}`)
  return new Random(seed)
}

/** An approved release, with the configs as they are before it and as they are to be. */
export class Disaster {
  readonly there: Production
  readonly before: ReadonlyMap<ConfigId, ConfigRow>
  readonly #expected = new Map<ConfigId, string>()

  private constructor(there: Production, before: ReadonlyMap<ConfigId, ConfigRow>) {
    this.there = there
    this.before = before
  }

  static async prepare(t: TestContext, tenants: number, database?: TestDatabase): Promise<Disaster> {
    const there = await production(t, { tenants }, database === undefined ? {} : { database })
    const before = new Map((await there.configs()).map((row) => [row.id, row]))
    await there.approved(NAME)
    const disaster = new Disaster(there, before)
    const { bundle } = await there.services.releases.read({ agent: seo, version: TO })
    const engine = new Engine(bundle, () => assert.fail('these migrations have no code'))
    for (const { id, config, version } of before.values()) {
      disaster.#expected.set(id, hashJson(engine.forward(config, parseVersion(version)).config))
    }
    return disaster
  }

  /** Every config is at one version, with just what belongs there, and all records agree. Gives how many are done. */
  async assertWhole(): Promise<number> {
    const rows = await this.there.configs()
    assert.equal(rows.length, this.before.size)
    let done = 0
    for (const { id, version, text, config } of rows) {
      if (version === TO) {
        assert.equal(hashJson(config), this.#expected.get(id), id)
        done++
      } else assert.equal(text, this.before.get(id)?.text, id)
    }
    await this.#assertAgreement()
    return done
  }

  async #assertAgreement(): Promise<void> {
    const database = await this.there.database.connect({ readOnly: true })
    try {
      for (const deadline = performance.now() + DYING_MS; ; await sleep(100)) {
        const broken = (await examineDeep(database, { known: KNOWN })).filter(({ ok }) => ok !== true)
        const isDying =
          broken.length > 0 && broken.every(({ name, ok }) => name === 'leases' && ok === 'warn')
        if (isDying && performance.now() < deadline) continue
        assert.deepEqual(broken, [])
        return
      }
    } finally {
      await database.close()
    }
  }

  /** A push with nobody in its way does what is left, each config once. */
  async assertEnds(): Promise<void> {
    const { status, result, stderr } = await this.there.start('push', NAME).ended
    assert.equal(status, 0, `${stderr}${JSON.stringify(result)}`)
    assert.deepEqual([result.state, result.held, result.failed], ['completed', 0, 0])
    assert.equal(await this.assertWhole(), this.before.size)
    assert.equal(await this.there.pushedWhole(), this.before.size)
  }

  /** Takes the release back, and finds every config as it was, letter for letter. */
  async assertTakenBack(): Promise<void> {
    const { status, result, stderr } = await this.there.start('rollback', NAME).ended
    assert.equal(status, 0, `${stderr}${JSON.stringify(result)}`)
    assert.equal(result.state, 'rolled_back')
    for (const { id, text, version } of await this.there.configs()) {
      assert.deepEqual(
        { text, version },
        { text: this.before.get(id)?.text, version: this.before.get(id)?.version },
      )
    }
    assert.equal(await this.assertWhole(), 0)
  }
}
