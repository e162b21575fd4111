import { type } from '@orpc/contract'
import { z } from 'zod'
import type { AgentName, Hash, Version } from '../config/ids.ts'
import type { RemovedSecret, VersionAdvice } from '../flow/index.ts'
import { procedure } from './procedure.ts'
import { agentField, versionField } from './sidecar/fields.ts'

/** A flow version as a list shows it. */
export type FlowLine = FlowName & {
  /** What its record says; missing where the file can no longer be read. */
  readonly record:
    | {
        readonly name: string
        readonly hash: Hash
        readonly changelog: string
        /** How many components it has, those within groups included. */
        readonly components: number
        readonly required_variables: number
        readonly data_sources: readonly string[]
      }
    | undefined
  /** Why it cannot be read, with the place and the remedy. */
  readonly problem: string | undefined
}

export type FlowName = { readonly agent: AgentName; readonly version: Version }

/** What became of a version in the next one that the workspace has, and whether its number says so. */
export type FlowStep = { readonly before: Version; readonly after: Version; readonly advice: VersionAdvice }

/** One flow version. `document` and `record` are JSON text, of the flow without secrets and of its `FlowMeta`. */
export type FlowText = FlowName & {
  readonly file: string
  readonly document: string
  readonly record: string
}

/** A file that Langflow takes. */
export type FlowFile = { readonly file: string; readonly text: string }

/** What a file holds, and what an import of it would do. Nothing has been written. */
export type FlowInspection = {
  /** The names of all flows in it; with more than one, somebody has to choose. */
  readonly names: readonly string[]
  readonly name: string
  readonly description: string
  /** The Langflow that wrote it, where it says so. */
  readonly langflow: string | undefined
  /** What the file itself says of its version. */
  readonly declared_version: string | undefined
  readonly components: Readonly<Record<string, number>>
  /** Names of Langflow's variables that fields are bound to. */
  readonly bindings: readonly string[]
  readonly required_variables: readonly {
    readonly name: string
    readonly type: string
    readonly required: boolean
    readonly path: string | undefined
  }[]
  readonly data_sources: readonly string[]
  readonly removed: readonly RemovedSecret[]
  /** The agent whose flow it seems to be, and why. */
  readonly guess: { readonly agent: AgentName; readonly because: string } | undefined
  /** For one agent: what it would be there. Missing where no agent was named and none can be guessed. */
  readonly target: ImportTarget | undefined
}

export type ImportTarget = FlowName & {
  /** The version to give it, with the reasons in `advice`. */
  readonly proposed: Version
  readonly versions: readonly Version[]
  /** What became of the version before it; missing where there is none. */
  readonly advice: (VersionAdvice & { readonly after: Version }) | undefined
  /** Whether that version is there: with the same meaning, or with another that an import would replace. */
  readonly there: 'no' | 'same' | 'other'
  /** A version of the agent that means the same. */
  readonly same_as: Version | undefined
  /** The version whose metadata it would get, as its own file says nothing of them. */
  readonly metadata_from: Version | undefined
}

/** What an import did. */
export type FlowImport = FlowName & {
  readonly file: string
  readonly name: string
  readonly state: 'added' | 'replaced' | 'unchanged'
  readonly removed: readonly RemovedSecret[]
  readonly left_out: readonly ('changelog' | 'custom_metadata')[]
}

/** Bytes of a flow's file that are taken. The largest starters of Langflow have 340 kB. */
export const MAX_FLOW_BYTES = 16 * 1024 * 1024

const which = z.object({ agent: agentField, version: versionField })

/** The bytes in base64, whose length is four thirds of theirs. A file over the limit is refused by name before it is sent. */
const upload = z.object({
  file: z.string().min(1).max(500),
  content: z
    .base64()
    .max(Math.ceil(MAX_FLOW_BYTES / 3) * 4, 'is too large for a flow: at most 16 MB are taken'),
  /** Which flow, where the file holds several. */
  name: z.string().optional(),
})

export const flows = {
  /** Every flow version of the workspace, by agent and version. */
  list: procedure.output(type<readonly FlowLine[]>()),
  /** From version to version of one agent. Those that cannot be read are left out. */
  steps: procedure.input(z.object({ agent: agentField })).output(type<readonly FlowStep[]>()),
  get: procedure.input(which).output(type<FlowText>()),
  export: procedure.input(which).output(type<FlowFile>()),
  /** `FlowDifference` as JSON text. */
  compare: procedure
    .input(z.object({ agent: agentField, before: versionField, after: versionField }))
    .output(type<{ readonly difference: string }>()),
  inspect: procedure
    .input(upload.extend({ agent: agentField.optional(), version: versionField.optional() }))
    .output(type<FlowInspection>()),
  import: procedure.input(upload.extend({ ...which.shape, replace: z.boolean() })).output(type<FlowImport>()),
}
