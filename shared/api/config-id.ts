import type { ConfigId } from '../config/ids.ts'
import { uuidField } from './sidecar/fields.ts'

/** The id of a config row. */
export const configIdField = uuidField.transform((text) => text as ConfigId)
