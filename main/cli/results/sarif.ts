import {
  type CheckCode,
  checkCatalogue,
  checkCodes,
  checkPage,
  pageOf,
} from '../../../shared/checks/index.ts'
import { isAgentName } from '../../../shared/config/agent.ts'
import type { CheckFinding, CheckResult } from '../../compose.ts'

/** A log of SARIF 2.1.0 (OASIS), with as much of it as CI systems read. */
export type SarifLog = {
  readonly $schema: string
  readonly version: '2.1.0'
  readonly runs: readonly {
    readonly tool: object
    readonly columnKind: string
    readonly results: readonly SarifResult[]
  }[]
}

type SarifResult = {
  readonly ruleId: string
  readonly level: string
  readonly suppressions?: readonly { readonly kind: 'inSource'; readonly justification: string }[]
  readonly [member: string]: unknown
}

const ROOT = new URL('../../../', import.meta.url)

/** The findings as a SARIF log. Those that a comment silences are in it as suppressed, with their reasons. */
export const sarifOf = ({ findings, suppressed }: CheckResult): SarifLog => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'crosswalk', rules: checkCodes.map(ruleOf) } },
      columnKind: 'utf16CodeUnits',
      results: [
        ...findings.map(resultOf),
        ...suppressed.map((finding) => ({
          ...resultOf(finding),
          suppressions: [{ kind: 'inSource' as const, justification: finding.reason }],
        })),
      ],
    },
  ],
})

function ruleOf(code: CheckCode): object {
  const { title, severity, why } = checkCatalogue[code]
  return {
    id: code,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: checkCatalogue[code].remedy, markdown: checkPage(code) },
    helpUri: new URL(pageOf(code), ROOT).href,
    defaultConfiguration: { level: severity },
  }
}

function resultOf({ code, severity, message, remedy, place, ...where }: CheckFinding): SarifResult {
  return {
    ruleId: code,
    ruleIndex: checkCodes.indexOf(code),
    level: severity,
    message: { text: `${message} ${remedy}` },
    locations: [
      {
        physicalLocation: physical(where),
        ...(place === '' ? {} : { logicalLocations: [{ fullyQualifiedName: place }] }),
      },
    ],
  }
}

function physical({ file, line, column }: Pick<CheckFinding, 'file' | 'line' | 'column'>): object {
  // What concerns all of an agent stands in no file of its own; crosswalk.json declares the agent.
  const uri = isAgentName(file) ? 'crosswalk.json' : encodeURI(file)
  return {
    artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
    ...(line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } }),
  }
}
