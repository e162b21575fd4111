import type { AdoptionChoices } from '../../../main/services/ports/adoption.ts'

/** Every kind of mistake mended. */
export const REPAIRS: AdoptionChoices = {
  orphans: 'placeholder',
  duplicates: 'keep-newest',
  malformed: 'set-aside',
  versions: 'from-config',
  stuck: 'reset',
  ids: 'rewrite',
}
