export { editConfig } from './edit-config.ts'
export { generateTenants, type SampleConfig } from './generate-tenants.ts'
export { Random } from './random.ts'
export { sampleAgents } from './sample-agents.ts'
