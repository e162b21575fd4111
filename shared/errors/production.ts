import { entry } from './entry.ts'

export const productionErrors = {} as const
