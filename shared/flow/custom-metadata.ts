import { z } from 'zod'
import { isCrosswalkError } from '../errors/index.ts'
import { parsePointer } from '../json/pointer.ts'
import { isList, isObject, isRawNumber, type Json } from '../json/value.ts'

/** What a flow takes from a tenant's config: `path` is the JSON Pointer of the config that feeds it. */
export type RequiredVariable = z.infer<typeof requiredVariableSchema>

/** What we keep about a flow that Langflow has no place for. */
export type CustomMetadata = z.infer<typeof customMetadataSchema>

const json = z.custom<Json>(() => true)

const pointer = z.string().refine(isPointer, { error: 'is no JSON Pointer, as in "/data_sources/bigquery"' })

function isPointer(text: string): boolean {
  try {
    parsePointer(text)
    return true
  } catch (error) {
    if (isCrosswalkError(error, 'json/bad-pointer')) return false
    throw error
  }
}

const requiredVariableSchema = z
  .looseObject({
    name: z.string().min(1, { error: 'is empty' }),
    type: z.enum(['string', 'number', 'boolean', 'object']),
    description: z.string().default(''),
    required: z.boolean().default(true),
    default: json.optional(),
    path: pointer.optional(),
    /** Fields that take it by a tweak, where none is bound to it: a node by its id or display name. */
    sets: z
      .array(
        z.looseObject({
          node: z.string().min(1, { error: 'is empty' }),
          field: z.string().min(1, { error: 'is empty' }),
        }),
      )
      .optional(),
  })
  .refine((variable) => variable.default === undefined || fits(variable.default, variable.type), {
    path: ['default'],
    error: (issue) => `is not of the type ${(issue.input as { type: string }).type}`,
  })

const fits = (value: Json, type: string): boolean =>
  value === null ||
  (type === 'object'
    ? isObject(value) || isList(value)
    : type === 'number'
      ? typeof value === 'number' || isRawNumber(value)
      : typeof value === type)

/** The form of `custom_metadata`, in a flow's file and in our own record. Keys that we do not know are kept. */
export const customMetadataSchema = z
  .looseObject({
    user_configurable: z.boolean().default(true),
    config_schema_version: z
      .string()
      .regex(/^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/, { error: 'is no version such as "1.0.0"' })
      .default('1.0.0'),
    required_variables: z.array(requiredVariableSchema).default([]),
    optional_data_sources: z.array(z.string().min(1, { error: 'is empty' })).default([]),
  })
  .superRefine(({ required_variables }, context) => {
    const names = required_variables.map((variable) => variable.name)
    const index = names.findIndex((name, at) => names.indexOf(name) < at)
    if (index >= 0) {
      context.addIssue({
        code: 'custom',
        path: ['required_variables', index, 'name'],
        message: 'stands twice',
      })
    }
  })
