import { entry } from './entry.ts'

export const flowErrors = {} as const
