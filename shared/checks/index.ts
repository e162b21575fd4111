// The static checks: what can be said of migrations and of the documents around them without running anything.
export { applyAllows } from './allow.ts'
export { type CheckCode, checkCatalogue, checkCodes } from './catalogue/catalogue.ts'
export { checkVersionDocuments } from './check-documents.ts'
export { checkVersionGraph, type EdgeSubject } from './check-graph.ts'
export { checkMigrationData } from './check-migration.ts'
export {
  type CheckFinding,
  checkFinding,
  type Position,
  pageOf,
  type SilencedFinding,
  sortFindings,
} from './finding.ts'
export { checkPage, checkPages } from './pages.ts'
export type {
  AllowComment,
  CodeFact,
  CodeWrite,
  SensitiveLiteral,
  SourceFacts,
  StepOutline,
  TransformFacts,
} from './source-facts.ts'
export type { VersionDocuments } from './subject.ts'
