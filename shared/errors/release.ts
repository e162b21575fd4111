import { entry } from './entry.ts'

export const releaseErrors = {} as const
