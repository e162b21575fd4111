import { entry } from './entry.ts'

export const workspaceErrors = {} as const
