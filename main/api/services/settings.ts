import { os } from '../context.ts'
import { changePreferences, readPreferences } from '../preferences-file.ts'

export const settings = {
  get: os.settings.get.handler(() => readPreferences()),
  change: os.settings.change.handler(({ input }) => changePreferences(input)),
}
