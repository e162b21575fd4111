import { z } from 'zod'

/** What the main process says to the services' process. A port of a window comes with `connect`. */
export const toServices = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('open'),
    workspaceDir: z.string(),
    version: z.string(),
    /** Path of the Node that programs of the sandbox and of the embedded server run on. */
    node: z.string(),
    who: z.string().optional(),
    /** Makes a new workspace of the folder first. */
    create: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('connect') }),
  z.strictObject({ kind: z.literal('variables'), values: z.record(z.string(), z.string().nullable()) }),
  z.strictObject({ kind: z.literal('close') }),
])
export type ToServices = z.infer<typeof toServices>

/** What the services' process says to the main process. */
export const fromServices = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('opened'),
    variables: z.array(z.strictObject({ environment: z.string(), variable: z.string() })),
  }),
  /** How much long work is under way. */
  z.strictObject({ kind: z.literal('working'), jobs: z.array(z.string()) }),
])
export type FromServices = z.infer<typeof fromServices>
