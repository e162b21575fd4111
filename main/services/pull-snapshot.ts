import type { AgentName, ConfigId } from '../../shared/config/ids.ts'
import { type Hmac, type Masks, maskConfig, parseMasks } from '../../shared/config/mask.ts'
import { readConcealed } from '../../shared/config/secret-stand-in.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { hashJson, type Sha256 } from '../../shared/json/hash.ts'
import type { Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { ConfigSource, PointInTime, SourceConfig } from './ports/config-source.ts'
import type {
  MasksInForce,
  Snapshot,
  SnapshotConfig,
  SnapshotId,
  SnapshotStore,
  SnapshotWriter,
  StoredVersion,
} from './ports/snapshots.ts'
import type { AgentSecrets } from './secret-schemas.ts'

export type PullParts = {
  readonly source: ConfigSource
  readonly snapshots: SnapshotStore
  /** The workspace's keyed hash, for masks. */
  readonly hmac: Hmac
  readonly sha256: Sha256
}

export type PullRequest = {
  readonly agent: AgentName
  /** Paths to mask. */
  readonly masks: readonly string[]
  /** What its schemas say is secret: masked as well. */
  readonly secrets?: AgentSecrets | undefined
  /** Goes on with a snapshot that was cut off, at a new point in time. */
  readonly resume?: SnapshotId | undefined
}

export type PullProgress = {
  readonly done: number
  readonly total: number
  /** Bytes of JSON text stored so far. */
  readonly bytes: number
}

export type PullOptions = {
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((event: PullProgress) => void) | undefined
}

/**
 * Copies an agent's configs of one moment into a snapshot, in constant memory. Masked values never get
 * to the disk.
 *
 * When cancelled or cut off, what is there stays and can be resumed: rows that have not changed since
 * are kept, the others are fetched again, so that the finished snapshot is of the resume's moment.
 */
export async function pullSnapshot(
  parts: PullParts,
  request: PullRequest,
  options: PullOptions = {},
): Promise<Snapshot> {
  const { source, snapshots, hmac } = parts
  const { agent, resume } = request
  const paths = [...new Set([...request.masks, ...(request.secrets?.paths ?? [])])].sort()
  const masked: MasksInForce | null = paths.length === 0 ? null : { paths, key: fingerprint(hmac) }
  return source.atPointInTime(agent, options, async (point) => {
    const head = {
      environment: source.environment,
      agent,
      takenAt: point.takenAt,
      masked,
      source: point.source,
    }
    const before = resume && snapshots.get(resume)
    const writer = before ? snapshots.resume(before.id, head) : snapshots.begin(head)
    try {
      const pull = new Pull(parts, point, writer, { ...options, masks: masksOf(request) })
      const kept = before && canKeep(before, masked, point) ? writer.last : undefined
      if (kept === undefined) writer.clear()
      else await pull.refresh(kept)
      await pull.takeBeyond(kept)
      return writer.complete()
    } catch (error) {
      cancelQuietly(writer)
      throw error
    }
  })
}

/** The masks of one config. */
type MasksOf = (config: Json, version: string) => Masks

function masksOf({ masks, secrets }: PullRequest): MasksOf | undefined {
  const always = parseMasks(masks)
  if (secrets === undefined || secrets.paths.length === 0)
    return always.length === 0 ? undefined : () => always
  return (config, version) => [...always, ...secrets.places(config, version)]
}

/** Rows of other masks do not mix with ours, and unchanged ones can be told only on the same history. */
const canKeep = (before: Snapshot, masked: MasksInForce | null, point: PointInTime): boolean =>
  JSON.stringify(before.masked) === JSON.stringify(masked) && point.sameVersionsAs(before.source)

/** Tells keys apart without telling the key. */
const fingerprint = (hmac: Hmac): string =>
  [...hmac('crosswalk mask key').subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** What stopped the pull is what has to be told. A snapshot left `pulling` is resumed just the same. */
function cancelQuietly(writer: SnapshotWriter): void {
  try {
    writer.cancel()
  } catch {
    // As when the disk is full.
  }
}

const PAGE = 10_000

class Pull {
  readonly #parts: PullParts
  readonly #point: PointInTime
  readonly #writer: SnapshotWriter
  readonly #masks: MasksOf | undefined
  readonly #options: PullOptions
  #done = 0

  constructor(
    parts: PullParts,
    point: PointInTime,
    writer: SnapshotWriter,
    options: PullOptions & { masks: MasksOf | undefined },
  ) {
    this.#parts = parts
    this.#point = point
    this.#writer = writer
    this.#masks = options.masks
    this.#options = options
  }

  /** Takes all rows beyond an id. */
  async takeBeyond(last: ConfigId | undefined): Promise<void> {
    this.#advance(0)
    for await (const batch of this.#point.rows(last)) this.#append(batch)
  }

  /**
   * Brings what is stored, up to `last`, to the new point in time: the ids and versions of both sides are
   * walked side by side in id order. What is read ahead of the one or the other lies beyond what is changed.
   */
  async refresh(last: ConfigId): Promise<void> {
    const stored = this.#stored()
    let mine = stored.next()
    const gone: ConfigId[] = []
    for await (const page of this.#point.versions(last)) {
      const wanted: ConfigId[] = []
      for (const theirs of page) {
        for (; !mine.done && mine.value.id < theirs.id; mine = stored.next()) this.#drop(gone, mine.value.id)
        const same = !mine.done && mine.value.id === theirs.id ? mine.value : undefined
        if (same) mine = stored.next()
        if (same?.rowVersion === theirs.rowVersion) this.#done++
        else wanted.push(theirs.id)
        if (same && same.rowVersion !== theirs.rowVersion) this.#drop(gone, same.id)
      }
      this.#writer.remove(gone.splice(0))
      this.#advance(0)
      if (wanted.length === 0) continue
      for await (const batch of this.#point.fetch(wanted)) this.#append(batch)
    }
    for (; !mine.done; mine = stored.next()) this.#drop(gone, mine.value.id)
    this.#writer.remove(gone)
  }

  *#stored(): Generator<StoredVersion, undefined> {
    let after: ConfigId | undefined
    for (;;) {
      const page = this.#writer.versions(after, PAGE)
      yield* page
      after = page.at(-1)?.id
      if (after === undefined) return undefined
    }
  }

  #drop(gone: ConfigId[], id: ConfigId): void {
    gone.push(id)
    if (gone.length >= PAGE) this.#writer.remove(gone.splice(0))
  }

  #append(batch: readonly SourceConfig[]): void {
    this.#writer.append(batch.map((row) => this.#masked(row)))
    this.#advance(batch.length)
  }

  #advance(count: number): void {
    this.#done += count
    this.#options.progress?.({ done: this.#done, total: this.#point.configs, bytes: this.#writer.bytes })
    this.#options.signal?.throwIfAborted()
  }

  #masked(row: SourceConfig): SnapshotConfig {
    // What is encrypted does not leave production either; hardly a config has any.
    if (!this.#masks && !row.config.includes('"$secret"')) return { ...row, sourceHash: null }
    const { hmac, sha256 } = this.#parts
    try {
      const { value: config } = readConcealed(row.config)
      // What stands for secrets has the hash of the config that holds them.
      if (!this.#masks) return { ...row, config: writeJson(config), sourceHash: null }
      return {
        ...row,
        config: writeJson(maskConfig(config, this.#masks(config, row.flowVersion), hmac)),
        sourceHash: hashJson(config, sha256),
      }
    } catch (error) {
      if (!isCrosswalkError(error)) throw error
      return { ...row, config: WITHHELD, sourceHash: null }
    }
  }
}

/** In place of a config whose masks cannot be applied. The preview shows it as one that is no object. */
const WITHHELD = JSON.stringify('withheld: this config cannot be read, so its masks cannot be applied')
