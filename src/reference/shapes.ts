/** The contract's schemas as lists of fields: `items[].quantity`, `integer(1..50)`, "How many portions." A named schema stands under its name. */
import type { z } from 'zod'
import { namespaces, pushes, requests } from '../contract/index.ts'
import { convert, nameOf, type Schema, type Side } from './schemas.ts'

export interface Field {
  /** From the outermost object: `series[].orders`, with a `?` where it may be absent. */
  path: string
  type: string
  meaning: string
  /** The literal of the alternative that has this field: `type: "redirect_to_url"`. Absent: every alternative has it. */
  variant?: string
}

const range = (from: number | undefined, to: number | undefined): string => {
  const least = from === undefined || from <= Number.MIN_SAFE_INTEGER ? '' : String(from)
  const most = to === undefined || to >= Number.MAX_SAFE_INTEGER ? '' : String(to)
  return least || most ? `(${least}..${most})` : ''
}

const matching = ({ pattern }: Schema) => (pattern === undefined ? '' : ` ${pattern}`)

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The name of the schema that this one refers to, even if the reference has a description. */
const referred = (schema: Schema): string | undefined => {
  const ref = schema.$ref ?? schema.allOf?.find(isSchema)?.$ref
  return ref === undefined ? undefined : nameOf(ref)
}

const alternativesOf = ({ anyOf, oneOf }: Schema): readonly Schema[] => (anyOf ?? oneOf ?? []).filter(isSchema)

const arrayOf = (type: string) => (type.includes(' | ') ? `(${type})[]` : `${type}[]`)

const typeOf = (schema: Schema): string => {
  const name = referred(schema)
  if (name !== undefined) return name
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 0) return [...new Set(alternatives.map(typeOf))].join(' | ')
  if (Array.isArray(schema.type)) return schema.type.join(' | ')
  switch (schema.type) {
    case 'array':
      return `${arrayOf(isSchema(schema.items) ? typeOf(schema.items) : 'any')}${range(schema.minItems, schema.maxItems)}`
    case 'string':
      return `${schema.format ?? 'string'}${range(schema.minLength, schema.maxLength)}${schema.format ? '' : matching(schema)}`
    case 'number':
    case 'integer':
      return `${schema.type}${range(schema.minimum, schema.maximum)}`
    default:
      return schema.type ?? 'any'
  }
}

/** Of a schema that is one of several: the literal that tells them apart. */
const discriminator = ({ properties = {} }: Schema): string | undefined => {
  const [name, literal] =
    Object.entries(properties).find((entry): entry is [string, Schema] => isSchema(entry[1]) && 'const' in entry[1]) ?? []
  return literal && `${name}: ${JSON.stringify(literal.const)}`
}

const withVariant = (alternative: Schema, found: readonly Field[]): Field[] => {
  const variant = discriminator(alternative)
  return found.map((field) => (variant === undefined || variant.endsWith(`: ${field.type}`) ? field : { variant, ...field }))
}

/** The fields inside a schema that has no name, each with the path that leads to it. */
const fieldsIn = (schema: Schema, path: string, meaningOf: (name: string) => string): Field[] => {
  if (referred(schema) !== undefined) return []
  const { properties = {}, required = [], items } = schema
  const own = Object.entries(properties)
    .filter((entry): entry is [string, Schema] => isSchema(entry[1]))
    .flatMap(([name, inner]) => {
      const at = path === '' ? name : `${path}.${name}`
      const reference = referred(inner)
      const meaning = inner.description ?? (reference === undefined ? '' : meaningOf(reference))
      return [{ path: required.includes(name) ? at : `${at}?`, type: typeOf(inner), meaning }, ...fieldsIn(inner, at, meaningOf)]
    })
  return [
    ...own,
    ...(isSchema(items) ? fieldsIn(items, `${path}[]`, meaningOf) : []),
    ...alternativesOf(schema).flatMap((alternative) => withVariant(alternative, fieldsIn(alternative, path, meaningOf))),
  ]
}

/** The fields of a payload, an answer or a push. */
export const fields = (schema: z.ZodType, side: Side): Field[] => {
  const { schema: converted, definitions } = convert(schema, side)
  const whole = (converted.$ref && definitions[nameOf(converted.$ref)]) || converted
  return fieldsIn(whole, '', (name) => definitions[name]?.description ?? '')
}

export interface Shape {
  name: string
  type: string
  meaning: string
  fields: readonly Field[]
}

/** Every name that the fields of these schemas use, and what it stands for. */
export const shapes = (used: readonly { schema: z.ZodType; side: Side }[]): Shape[] => {
  const found = new Map<string, Shape>()
  for (const { schema, side } of used) {
    const { schema: converted, definitions } = convert(schema, side)
    for (const [name, definition] of Object.entries(definitions)) {
      if (converted.$ref !== undefined && nameOf(converted.$ref) === name) continue
      const meaningOf = (other: string) => definitions[other]?.description ?? ''
      found.set(name, {
        name,
        type: typeOf(definition),
        meaning: definition.description ?? '',
        fields: fieldsIn(definition, name, meaningOf),
      })
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name))
}

/** Every schema of the contract, with its side of the wire. */
export const usedSchemas = (): { schema: z.ZodType; side: Side }[] =>
  namespaces.flatMap((namespace) => [
    ...Object.values(requests[namespace]).flatMap(({ input, data }): { schema: z.ZodType; side: Side }[] => [
      { schema: input, side: 'input' },
      { schema: data, side: 'output' },
    ]),
    ...Object.values(pushes[namespace]).map((schema) => ({ schema, side: 'output' as const })),
  ])
