// What an authored migration imports as 'crosswalk'.
export { defineMigration, type MigrationDefinition } from './define-migration.ts'
export * from './steps.ts'
