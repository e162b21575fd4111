import { defineMigration, transform } from 'crosswalk'

/*
 * How not to do it, for the demonstration. Builds the new config from an empty one: what it does not
 * name is gone, the customer's thresholds give way to constants, and there is no way back. Written
 * after a real migration; the workspace's own one for this step keeps everything.
 */
export default defineMigration({
  agent: 'seo',
  from: '1.2.0',
  to: '2.0.0',
  summary: 'Flat integrations, priority rules as a list, no notification channels',
  steps: [
    transform({
      summary: 'Builds the config of 2.0.0',
      up: (config) => {
        const sources = config.data_sources ?? {}
        const notifications = config.notifications ?? {}
        return {
          version: '2.0.0',
          tenant_id: config.tenant_id,
          integrations: {
            microservice_url: sources.microservice?.url ?? null,
            bigquery_project: sources.bigquery?.project_id ?? null,
            zerodb_enabled: sources.zerodb?.enabled ?? true,
          },
          priority_rules: [
            {
              name: 'high_priority',
              conditions: { confidence_min: 0.85, revenue_min: 5000 },
              priority: 'high',
            },
            {
              name: 'medium_priority',
              conditions: { confidence_min: 0.7, revenue_min: 1000 },
              priority: 'medium',
            },
          ],
          notifications: {
            email: notifications.email ?? {},
            whatsapp: notifications.whatsapp ?? {},
            chat: notifications.chat ?? {},
            push: notifications.push ?? {},
          },
        }
      },
    }),
  ],
})
