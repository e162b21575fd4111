import { entry } from './entry.ts'

export const configErrors = {} as const
