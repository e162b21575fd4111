/** A config of the kind that the walker agents had when they were written: 1.4 kB. */
export const seedConfig = {
  version: '1.0.0',
  tenant_id: 'uuid-string',
  data_sources: {
    microservice: {
      url: 'http://onside:8000/api/v1/seo/analyze',
      api_key_ref: 'WALKER_AGENT_API_KEY_ONSIDE_SEO',
      timeout: 30,
      retry_attempts: 3,
    },
    bigquery: {
      enabled: true,
      project_id: 'user-custom-project',
      dataset: 'analytics',
      credentials_secret: 'bigquery_credentials_user_123',
    },
    zerodb: {
      enabled: true,
      url: 'http://zerodb:6379',
      database: 0,
    },
    postgresql_cache: {
      enabled: true,
      max_age_days: 30,
    },
  },
  processing: {
    ai_model: 'gpt-4',
    temperature: 0.7,
    max_tokens: 2000,
    custom_prompt_additions: 'Focus on local SEO opportunities.',
    suggestion_limit: 5,
  },
  thresholds: {
    min_confidence_score: 0.75,
    min_revenue_increase: 1000,
    priority_rules: {
      high: {
        confidence: 0.85,
        revenue: 5000,
      },
      medium: {
        confidence: 0.7,
        revenue: 1000,
      },
      low: {
        confidence: 0.5,
        revenue: 500,
      },
    },
  },
  notifications: {
    channels: ['email', 'whatsapp'],
    email: {
      enabled: true,
      frequency: 'instant',
      recipients: ['user@example.com'],
    },
    whatsapp: {
      enabled: true,
      phone_number: '+1234567890',
      quiet_hours: {
        enabled: true,
        start: '22:00',
        end: '08:00',
        timezone: 'America/New_York',
      },
    },
    chat: {
      enabled: false,
    },
  },
  execution: {
    auto_execute_high_confidence: false,
    require_approval_threshold: 0.9,
    max_auto_executions_per_day: 3,
  },
  metadata: {
    setup_completed: true,
    onboarding_version: '1.0.0',
    custom_tags: ['local-business', 'ecommerce'],
  },
}
