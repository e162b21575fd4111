import type { PreviewFindingCode } from '../../review/findings.ts'

/** What the page of a preview's finding says beside the tool's own words, which stand in `shared/review/findings.ts`. */
export type PreviewPage = {
  readonly title: string
  readonly why: string
  /** A place and a detail as they may be, for the example on the page. */
  readonly sample: { readonly place: string; readonly detail?: string }
  readonly example: { readonly in: 'ts' | 'json'; readonly wrong: string; readonly right: string }
}

export const previewPages: { readonly [Code in PreviewFindingCode]: PreviewPage } = {
  CW201: {
    title: 'A setting is dropped silently',
    why: 'Some users had set a value there, and nothing in the result tells of it. Nobody declared that it should go, so it is most likely a mistake, and these users would lose what they have set.',
    sample: { place: '/thresholds/min_confidence_threshold' },
    example: {
      in: 'ts',
      wrong: 'up: (config) => ({ version: config.version, tenant_id: config.tenant_id }),',
      right: 'up: (config) => ({ ...config }),',
    },
  },
  CW202: {
    title: 'The result does not fit the target schema',
    why: 'The new flow may rely on what its schema promises. A config that does not fit would fail there, or be misread.',
    sample: { place: '/limits/cpc', detail: 'must be number' },
    example: {
      in: 'ts',
      wrong: "rename('/limits/cpc', 'max_cpc'), // some users have \"2.50\" there",
      right: "rename('/limits/cpc', 'max_cpc'),\nconvert('/limits/max_cpc', [['2.50', 2.5]]),",
    },
  },
  CW203: {
    title: 'The same config gives another result each time',
    why: 'What is approved has to be what is pushed. A result that differs from run to run cannot be approved.',
    sample: { place: 'step t0' },
    example: {
      in: 'ts',
      wrong: 'let count = 0\n// …\nup: (config) => ({ ...config, number: count++ }),',
      right: 'up: (config) => ({ ...config, number: config.items.length }),',
    },
  },
  CW204: {
    title: 'The migration fails for some configs',
    why: 'A config on which a step fails is left as it is, at the old version. Most likely its form was not thought of.',
    sample: {
      place: 'lens/target-occupied',
      detail: '/limits/cpc cannot move to /limits/max_cpc: something stands there already.',
    },
    example: {
      in: 'ts',
      wrong: "rename('/limits/cpc', 'max_cpc'), // some users have both",
      right: "rename('/limits/max_cpc', 'own_max_cpc'),\nrename('/limits/cpc', 'max_cpc'),",
    },
  },
  CW205: {
    title: 'A config that cannot be taken',
    why: 'A row whose config is no object, or whose version is not the one in it, cannot be migrated without a guess. It is left alone and told of.',
    sample: { place: 'config/no-version', detail: 'the config has no version.' },
    example: { in: 'json', wrong: '{ "tenant_id": "…" }', right: '{ "version": "1.0.0", "tenant_id": "…" }' },
  },
  CW206: {
    title: 'Back after forward does not give a place again',
    why: 'A config that was edited after the push goes back through the steps. Where these do not lead back, its user finds something else there than before.',
    sample: { place: '/strict' },
    example: {
      in: 'ts',
      wrong: 'down: ({ level, ...config }) => ({ ...config, strict: false }),',
      right: "down: ({ level, ...config }) => ({ ...config, strict: level === 'high' }),",
    },
  },
  CW207: {
    title: 'No way back through the steps',
    why: 'After a rollback, edits that were made after the push can be kept only where the release touched nothing.',
    sample: { place: 'step t0', detail: 'a transform without down.' },
    example: {
      in: 'ts',
      wrong: 'transform({ up: toLevel }),',
      right: 'transform({ up: toLevel, down: toStrict }),',
    },
  },
  CW208: {
    title: 'A declared loss',
    why: 'What the migration removes by name, some users had set. It is no mistake, but whoever approves should know how many it concerns.',
    sample: { place: '/limits/cpa' },
    example: {
      in: 'ts',
      wrong: "remove('/limits/cpa'),",
      right:
        "deprecate('/limits/cpa', { feature: 'Limit of an acquisition', message: 'Set a budget instead.' }),",
    },
  },
  CW209: {
    title: 'What is added is there already',
    why: 'A value that somebody has put there stays. Where it is not what the new flow means by that name, it has to be moved first.',
    sample: { place: '/push' },
    example: {
      in: 'ts',
      wrong: "add('/push', { enabled: false }),",
      right: "rename('/push', 'own_push'),\nadd('/push', { enabled: false }),",
    },
  },
  CW210: {
    title: 'A value that is not converted',
    why: 'The table of a convert does not have it, or it is no number. It stays as it is, and the new flow may not know it.',
    sample: { place: '/pacing' },
    example: {
      in: 'ts',
      wrong: "convert('/pacing', [['even', 'standard']]),",
      right: "convert('/pacing', [['even', 'standard'], ['slow', 'cautious']]),",
    },
  },
  CW211: {
    title: 'Users have to act',
    why: 'A deprecated feature was in use. Its users get a warning in their config and should hear of it before they find it.',
    sample: { place: '/sources/third_party_cookies' },
    example: {
      in: 'ts',
      wrong: "deprecate('/cookies', { feature: 'Cookies', message: 'Gone.' }),",
      right: "deprecate('/cookies', { feature: 'Third-party cookies', message: 'Connect a CRM instead.' }),",
    },
  },
  CW212: {
    title: 'A forgotten acceptance',
    why: 'Somebody had accepted by name that a setting is lost. What was accepted is another migration, or was measured by another default config, so nobody has accepted what happens now.',
    sample: {
      place: '/limits/cpa',
      detail: 'by ann@example.com for shape 56cc416313a9: “No flow reads it since 1.4”',
    },
    example: {
      in: 'ts',
      wrong: 'up: ({ limits, ...config }) => ({ ...config, limits: { cpc: limits.cpc } }), // edited since',
      right: "remove('/limits/cpa'),",
    },
  },
  CW213: {
    title: 'A setting that was asked for in other configs only',
    why: 'Code does not say where it puts things, so it is asked config by config. Of many configs of one shape some are asked; the others most likely keep what those keep, but nobody has looked.',
    sample: { place: '/thresholds/min_confidence_threshold' },
    example: {
      in: 'ts',
      wrong: 'transform({ up: ({ a, ...config }) => ({ ...config, b: a }) }),',
      right: "rename('/a', 'b'),",
    },
  },
  CW214: {
    title: 'Code that reads a secret',
    why: 'What the schema marks `"x-secret": true` is encrypted at rest, and no migration has the key. Code gets a text in its place, of which nothing can be told; whatever it makes of that is made of the wrong value.',
    sample: { place: '/data_sources/crm/token' },
    example: {
      in: 'ts',
      wrong:
        "up: ({ token, ...config }) => ({ ...config, kind: token.startsWith('live') ? 'live' : 'test', token }),",
      right: "rename('/token', 'api_token'),",
    },
  },
}
