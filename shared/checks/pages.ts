import { previewFindings } from '../review/findings.ts'
import { type CheckCode, checkCatalogue, checkCodes } from './catalogue/catalogue.ts'
import type { CheckEntry } from './catalogue/entry.ts'
import { previewPages } from './catalogue/preview.ts'

const MADE =
  '<!-- Made from shared/checks/catalogue: UPDATE_GOLDEN=1 node --test test/check-pages.test.ts -->'

/** One page: what a code means. */
type Page = {
  readonly code: string
  readonly title: string
  readonly severity: string
  readonly command: string
  readonly message: string
  readonly remedy: string
  readonly why: string
  readonly example: { readonly in: string; readonly wrong: string; readonly right: string }
  readonly silence: readonly string[]
}

/** Every page of `docs/checks` by its file's name: one for each code, and the index. */
export function checkPages(): ReadonlyMap<string, string> {
  const pages = [...checkCodes.map(pageOfCheck), ...previewCodes.map(pageOfPreview)]
  return new Map([
    ['README.md', index(pages)],
    ...pages.map((page) => [`${page.code}.md`, text(page)] as const),
  ])
}

/** The text of one check's page, in Markdown. */
export const checkPage = (code: CheckCode): string => text(pageOfCheck(code))

function pageOfCheck(code: CheckCode): Page {
  // The table's type guarantees that the sample is what the message takes.
  const entry = checkCatalogue[code] as unknown as CheckEntry<unknown>
  return {
    code,
    ...entry,
    command: 'migration check',
    message: entry.message(entry.sample),
    silence: entry.silence === 'never' ? ['It cannot be silenced.'] : silenceOf(code),
  }
}

const silenceOf = (code: CheckCode): readonly string[] => [
  'Where it is right as it is, a comment on the line, or alone on the line above, silences this one finding. It has to',
  'say why:',
  '',
  '```ts',
  `// crosswalk-allow ${code}: the reason, for whoever approves`,
  '```',
]

const previewCodes = Object.keys(previewFindings) as (keyof typeof previewFindings)[]

function pageOfPreview(code: keyof typeof previewFindings): Page {
  const { severity, remedy, message } = previewFindings[code]
  const { sample, ...page } = previewPages[code]
  return {
    code,
    ...page,
    severity,
    remedy,
    command: 'preview',
    message: (message as (place: string, detail: string) => string)(sample.place, sample.detail ?? ''),
    silence:
      severity === 'blocking'
        ? ['While it stands, `crosswalk release propose` is refused.']
        : ['It is shown to whoever approves, and stops nothing.'],
  }
}

const text = ({ code, title, severity, command, message, remedy, why, example, silence }: Page): string =>
  [
    `# ${code}: ${title}`,
    '',
    MADE,
    '',
    `${capital(article(severity))} **${severity}** of \`crosswalk ${command}\`. [All findings](README.md)`,
    '',
    `> ${message}`,
    '',
    why,
    '',
    `**What to do.** ${remedy}`,
    '',
    'Instead of',
    '',
    ...fenced(example.in, example.wrong),
    '',
    'for example',
    '',
    ...fenced(example.in, example.right),
    '',
    ...silence,
    '',
  ].join('\n')

const fenced = (language: string, content: string): readonly string[] => [`\`\`\`${language}`, content, '```']

const article = (severity: string): string => (/^[aeiou]/.test(severity) ? 'an' : 'a')
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

const index = (pages: readonly Page[]): string =>
  [
    '# Findings',
    '',
    MADE,
    '',
    'What Crosswalk can find, by its code. Codes are stable: never reused, never renamed.',
    '',
    '`crosswalk migration check` looks over migrations and the documents of all versions without running anything. An',
    '**error** makes it end with status 3. `--json` gives everything as data, `--sarif` as SARIF 2.1.0, which CI systems show',
    'beside the lines concerned. `// crosswalk-allow CW104: reason` on the line, or alone on the line above, silences one',
    'finding; it is counted, and shown as suppressed with its reason.',
    '',
    '`crosswalk preview` runs migrations over every config of a snapshot. A **blocking** finding stops `crosswalk release',
    'propose`.',
    ...['migration check', 'preview'].flatMap((command) => [
      '',
      `## Of \`crosswalk ${command}\``,
      '',
      '| code | severity | what it means |',
      '|---|---|---|',
      ...pages
        .filter((page) => page.command === command)
        .map(({ code, severity, title }) => `| [${code}](${code}.md) | ${severity} | ${title} |`),
    ]),
    '',
  ].join('\n')
