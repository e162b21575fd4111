import { entry } from './entry.ts'

export const lensErrors = {
  'lens/target-occupied': entry<{ from: string; to: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.from} cannot move to ${d.to}: something stands there already, and nothing is overwritten. Move or remove that first, or use another target.`,
  }),
  'lens/target-blocked': entry<{ from: string; to: string; blocked: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.from} cannot move to ${d.to}: ${d.blocked || 'the config'} is no object. Convert it first, or use another target.`,
  }),
  'lens/no-way-back': entry<{ step: string }>({
    kind: 'refused',
    message: (d) =>
      `Step ${d.step} is a transform without down: there is no way back through it. Write its down, or restore from the history.`,
  }),
  'lens/not-a-config': entry<{ step: string }>({
    kind: 'refused',
    message: (d) => `Step ${d.step} was given something that is no config object. Mend the step before it.`,
  }),
} as const
