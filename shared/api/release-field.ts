import { z } from 'zod'
import { isCrosswalkError } from '../errors/index.ts'
import { parseReleaseName } from '../release/name.ts'

/** A release by its name, as in `seo@2.0.0`. */
export const releaseField = z.string().transform((text, context) => {
  try {
    return parseReleaseName(text)
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    context.addIssue({ code: 'custom', message: error.message, input: text })
    return z.NEVER
  }
})

/** The name of an environment of `crosswalk.json`. Whether there is one of that name, the services say. */
export const environmentField = z.string().min(1, 'is empty').max(63, 'is too long')

/** What most procedures about a release are asked for. */
export const releaseIn = z.object({ release: releaseField, environment: environmentField })
