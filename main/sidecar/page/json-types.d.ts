// Here and not beside the code: JSDoc knows no type that names itself.
import type { ExactNumber } from './json.js'

/** Any JSON value, without loss. */
export type Json = null | boolean | number | string | ExactNumber | JsonObject | Json[]
export type JsonObject = Map<string, Json>
