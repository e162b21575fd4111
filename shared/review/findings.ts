/** How much a finding weighs: a blocking one stops a proposal. */
export type Severity = 'blocking' | 'warning' | 'note'

/** Something that the checks saw. `configs` counts those that it concerns, where that makes sense. */
export type Finding = {
  readonly code: string
  readonly severity: Severity
  readonly place: string
  readonly message: string
  readonly remedy: string
  readonly configs: number
}

type FindingKind = {
  readonly severity: Severity
  readonly remedy: string
  readonly message: (place: string, detail: string) => string
}

/** Findings of a preview, by their stable codes. CW1xx are found without running a migration, see `shared/checks`. */
export const previewFindings = {
  CW201: {
    severity: 'blocking',
    message: (place) => `What users set at ${place} does not show anywhere in the result.`,
    remedy:
      'Carry the value over in the migration, or remove it by name (remove, deprecate) so that the loss is declared. A loss that has to be can be accepted by name (crosswalk loss accept).',
  },
  CW202: {
    severity: 'blocking',
    message: (place, detail) =>
      `The result does not fit the target schema at ${place || 'the top'}: ${detail}.`,
    remedy: 'Mend the migration, or the schema if it is too narrow.',
  },
  CW203: {
    severity: 'blocking',
    message: () => 'The same config gives another result each time that it is run.',
    remedy: 'Let the code depend on the config alone: no state outside of its functions.',
  },
  CW204: {
    severity: 'blocking',
    message: (place, detail) => `The migration fails (${place}): ${detail}`,
    remedy: 'Mend the migration so that it takes these configs too.',
  },
  CW205: {
    severity: 'warning',
    message: (place, detail) => `The config cannot be taken (${place}): ${detail}`,
    remedy: 'Mend these rows; a push leaves them alone.',
  },
  CW206: {
    severity: 'warning',
    message: (place) => `Back after forward does not give ${place} again.`,
    remedy: 'Mend down. Configs that nobody edits are restored exactly in any case, edited ones are merged.',
  },
  CW207: {
    severity: 'warning',
    message: (_place, detail) => `There is no way back through the steps: ${detail}`,
    remedy:
      'Write down. Without it, edits made after the push can be kept only where the release touched nothing.',
  },
  CW208: {
    severity: 'warning',
    message: (place) => `What users set at ${place} is taken away, as the migration declares.`,
    remedy: 'Nothing, where that is intended; the values stay in the history.',
  },
  CW209: {
    severity: 'note',
    message: (place) => `${place} is there already and stays as it is.`,
    remedy: 'Nothing, where users may have it; else move it first.',
  },
  CW210: {
    severity: 'warning',
    message: (place) => `${place} has a value that the step does not convert; it stays as it is.`,
    remedy: 'Add the value to the table, or allow it in the target schema.',
  },
  CW211: {
    severity: 'note',
    message: (place) => `Users of ${place} are warned and have to act.`,
    remedy: 'Tell them before the push.',
  },
  CW212: {
    severity: 'note',
    message: (place, detail) =>
      `An acceptance of the loss at ${place} (${detail}) fits no more: the migration or the default config has changed since.`,
    remedy:
      'Nothing, where nothing is lost there any more. Else look at the loss anew, and accept it again if it still has to be (crosswalk loss accept).',
  },
  CW213: {
    severity: 'warning',
    message: (place) =>
      `What users set at ${place} was asked for in other configs of the same shape only: these may lose it.`,
    remedy: 'Look at some of them, or carry the value over by a step that says where it goes.',
  },
  CW214: {
    severity: 'blocking',
    message: (place) => `The code reads the secret at ${place}. It sees what stands for it, in the push too.`,
    remedy:
      'Carry the secret over whole, best by a step (move, rename). What depends on its value belongs where it is decrypted.',
  },
} as const satisfies Record<string, FindingKind>

export type PreviewFindingCode = keyof typeof previewFindings

/** Makes a finding of a code at a place. */
export function finding(code: PreviewFindingCode, place: string, configs: number, detail = ''): Finding {
  const kind: FindingKind = previewFindings[code]
  return {
    code,
    severity: kind.severity,
    place,
    message: kind.message(place, detail),
    remedy: kind.remedy,
    configs,
  }
}
