import { z } from 'zod'
import { parsePointer } from '../json/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json/value.ts'
import { number } from './number-form.ts'

/** Headers that carry secrets: their values have no place in a file that lives in Git. */
const SECRET_HEADER = /^(proxy-)?authorization$|^cookie$|(api|access|auth)[-_]?(key|token)|secret|password/i

const json = z.custom<Json>((value) => value !== undefined, 'is missing')
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable')
const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is no name of a header')

export const smokeHttpSchema = z.strictObject({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z.string().refine((text) => isPlainUrl(text), 'is no http(s) URL without user and password'),
  headers: z
    .record(
      headerName.refine((name) => !SECRET_HEADER.test(name), 'carries a secret: use "headers_env"'),
      z.string(),
    )
    .default({}),
  /** By header, the environment variable that holds its whole value. */
  headers_env: z.record(headerName, variable).default({}),
  body: json.optional(),
})

export const smokeExpectSchema = z.strictObject({
  status: number(
    z.number().int('is no whole number').min(100, 'is no status').max(599, 'is no status'),
  ).optional(),
  /** By JSON Pointer into the answer, what has to stand there. */
  json: z.record(z.string().refine(isPointer, 'is no JSON Pointer'), json).optional(),
  /** The rows of an SQL query as objects, in their order. */
  rows: z.array(z.custom<JsonObject>(isObject, 'is no object')).optional(),
})

/** A request that `crosswalk release verify` makes, and what has to come back. */
export const smokeSchema = z
  .strictObject({
    name: z.string().trim().min(1, 'is empty'),
    /** Left out: wherever a release is verified. */
    environments: z.array(z.string()).optional(),
    /** Left out: for releases of every agent. */
    agents: z.array(z.string()).optional(),
    timeout_seconds: number(z.number().gt(0, 'is not above 0').lte(300, 'is above 300')).default(10),
    http: smokeHttpSchema.optional(),
    sql: z.string().trim().min(1, 'is empty').optional(),
    expect: smokeExpectSchema.prefault({}),
  })
  .refine(({ http, sql }) => (http === undefined) !== (sql === undefined), {
    error: 'has to say either "http" or "sql", and not both',
  })
  .refine(({ sql, expect }) => (sql === undefined) === (expect.rows === undefined), {
    path: ['expect', 'rows'],
    error: 'has to be there with "sql", and only there',
  })
  .refine(({ sql, expect }) => sql === undefined || (expect.status ?? expect.json) === undefined, {
    path: ['expect'],
    error: 'asks for what only an answer to "http" has',
  })

export type Smoke = z.infer<typeof smokeSchema>

/** Without user and password. That it is a URL in all else, the request finds out. */
const isPlainUrl = (text: string): boolean => /^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/i.test(text)

function isPointer(text: string): boolean {
  try {
    parsePointer(text)
    return true
  } catch {
    return false
  }
}
