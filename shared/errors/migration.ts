import { entry } from './entry.ts'

export const migrationErrors = {} as const
