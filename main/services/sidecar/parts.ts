import type { Sha256 } from '../../../shared/json/hash.ts'
import type { SidecarStore } from '../ports/sidecar.ts'
import type { ConfigSecrets } from './config-secrets.ts'
import type { KeptAnswers } from './kept-answers.ts'
import type { ReadCounter } from './read-counter.ts'
import type { ReleaseShelf } from './release-shelf.ts'
import type { CurrentConfig } from './state.ts'

/** What happened to a config that was read, for whoever counts it. */
export type Happening = 'migrated' | 'held' | 'failed'

/** What the use cases of the sidecar work with. */
export type SidecarParts = {
  readonly store: SidecarStore
  readonly shelf: ReleaseShelf
  readonly kept: KeptAnswers<CurrentConfig>
  readonly reads: ReadCounter
  readonly secrets: ConfigSecrets
  readonly sha256: Sha256
  readonly happened: (what: Happening) => void
}
