import { z } from 'zod'
import { isRawNumber } from '../json/value.ts'

/** A number of a file that `readJson` has read: those such as 1.0 come from it as text. */
export const number = (form: z.ZodNumber) =>
  z.preprocess((value) => (isRawNumber(value) ? Number(value.rawJSON) : value), form)
