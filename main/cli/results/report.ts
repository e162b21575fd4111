import type { ReportData } from '../../compose.ts'

/** A report as `--json` prints it: its facts, and the page. */
export type ReportResult = ReportData & { readonly file: string | null; readonly page: string }
