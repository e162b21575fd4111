import type { Feature } from './workbench/contribution.ts'

/** Every feature, in the order in which they are asked for what they add. */
export const features: readonly Feature[] = []
