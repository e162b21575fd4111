import { z } from 'zod'

/** A failure as RFC 9457 has it. `code` is of the catalogue. */
export const problemAnswer = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    request_id: z.string(),
    problems: z
      .array(z.object({ path: z.string(), problem: z.string() }))
      .optional()
      .meta({ description: 'Where a config does not fit its schema: a JSON Pointer, and why.' }),
  })
  .meta({ description: 'What went wrong, and what to do about it (RFC 9457).' })

export type Problem = z.infer<typeof problemAnswer>
