import { audienceIntelligence } from './agents/audience-intelligence.ts'
import { content } from './agents/content.ts'
import { paidAds } from './agents/paid-ads.ts'
import type { SampleAgent } from './agents/sample-agent.ts'
import { seo } from './agents/seo.ts'

/** The agents of the starter workspace, as the generator knows them. */
export const sampleAgents = {
  seo,
  content,
  paid_ads: paidAds,
  audience_intelligence: audienceIntelligence,
} as const satisfies { readonly [agent: string]: SampleAgent }

export type SampleAgentName = keyof typeof sampleAgents
