import { add, convert, defineMigration, each, nest, rename } from 'crosswalk'

/** Turns per cent into parts of one. */
const toPart = (object: string, from: string, to: string) => [
  rename(`${object}/${from}`, to),
  convert(`${object}/${to}`, { scale: 0.01 }),
]

export default defineMigration({
  agent: 'paid_ads',
  from: '1.0.0',
  to: '1.1.0',
  summary: 'Parts of one instead of per cent, limits of bids together, an alert for lost impressions',
  steps: [
    each('/platforms', toPart('', 'daily_share', 'budget_share')),
    ...toPart('/alerts', 'overspend_percent', 'overspend'),
    ...toPart('/alerts', 'cpa_increase_percent', 'cpa_increase'),
    ...toPart('/alerts', 'ctr_drop_percent', 'ctr_drop'),
    add('/alerts/impression_share_drop', 0.2),
    nest(['/bids/max_cpc', '/bids/target_cpa', '/bids/target_roas'], '/bids/limits'),
    convert('/budgets/pacing', [
      ['even', 'standard'],
      ['fast', 'accelerated'],
    ]),
  ],
})
