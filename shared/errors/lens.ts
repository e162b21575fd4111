import { entry } from './entry.ts'

export const lensErrors = {} as const
