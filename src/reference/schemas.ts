/** The contract's schemas as JSON Schema, each with the name of its export in `src/contract`. */
import { z } from 'zod'
import * as contract from '../contract/index.ts'

export type Schema = z.core.JSONSchema.BaseSchema

/** The side of the wire: what a client sends (`input`), or what it gets (`output`). */
export type Side = 'input' | 'output'

// the global registry also holds the descriptions
for (const [name, exported] of Object.entries(contract)) {
  if (exported instanceof z.ZodType && exported !== contract.nothing) {
    z.globalRegistry.add(exported, { ...z.globalRegistry.get(exported), id: name })
  }
}

const prefix = '#/components/schemas/'
export const schemaRef = (name: string): Schema => ({ $ref: prefix + name })
export const nameOf = ($ref: string): string => $ref.slice(prefix.length)

const toJson = (schema: z.ZodType, side: Side) =>
  z.toJSONSchema(schema, {
    io: side,
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // binary content
      if (zodSchema._zod.def.type === 'custom') Object.assign(jsonSchema, { type: 'string', format: 'binary' })
      // later versions may add fields to what a client gets
      if (side === 'output' && zodSchema._zod.def.type !== 'record') delete jsonSchema.additionalProperties
      // the format says it already: here, or where the reference leads
      if (jsonSchema.format || jsonSchema.allOf) delete jsonSchema.pattern
    },
  })

const isOnlyRef = (value: unknown): value is { allOf: [Schema] } =>
  typeof value === 'object' && value !== null && 'allOf' in value && Object.keys(value).length === 1 && Array.isArray(value.allOf)

/** Lets references point to the components of the document. A reference with a description of its own stands in an `allOf`. */
const relink = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') return value.replace('#/definitions/', prefix)
    return isOnlyRef(value) && value.allOf.length === 1 ? value.allOf[0] : value
  })

/** `definitions` has every named schema that is used, including this one if it has a name. */
export const convert = (schema: z.ZodType, side: Side): { schema: Schema; definitions: Record<string, Schema> } => {
  const { $schema: _, definitions = {}, ...converted } = relink(toJson(schema, side))
  return { schema: converted, definitions: definitions as Record<string, Schema> }
}
