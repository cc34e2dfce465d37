/** The contract's schemas as short text: `items: item[](1..50)`. What `src/contract` exports is called by its name. */
import type { z } from 'zod'
import { convert, nameOf, type Schema, type Side } from './schemas.ts'

const range = (from: number | undefined, to: number | undefined): string => {
  const least = from === undefined || from <= Number.MIN_SAFE_INTEGER ? '' : String(from)
  const most = to === undefined || to >= Number.MAX_SAFE_INTEGER ? '' : String(to)
  return least || most ? `(${least}..${most})` : ''
}

const matching = ({ pattern }: Schema) => (pattern === undefined ? '' : ` ${pattern}`)

const elementOf = ({ items }: Schema): string => {
  const type = typeOf(Array.isArray(items) ? undefined : items)
  return / \| /.test(type) && !type.startsWith('{') ? `(${type})` : type
}

const typeOf = (schema: Schema | boolean | undefined): string => {
  if (typeof schema !== 'object') return 'any'
  if (schema.$ref) return nameOf(schema.$ref)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return alternatives.map(typeOf).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.join(' | ')
  switch (schema.type) {
    case 'object':
      return schema.properties ? `{ ${fieldsOf(schema).join(', ')} }`.replace('{  }', '{}') : 'object'
    case 'array':
      return `${elementOf(schema)}[]${range(schema.minItems, schema.maxItems)}`
    case 'string':
      return `${schema.format ?? 'string'}${range(schema.minLength, schema.maxLength)}${schema.format ? '' : matching(schema)}`
    case 'number':
    case 'integer':
      return `${schema.type}${range(schema.minimum, schema.maximum)}`
    default:
      return schema.type ?? 'any'
  }
}

function fieldsOf({ properties = {}, required = [] }: Schema): string[] {
  return Object.entries(properties).map(([name, schema]) => {
    const type = typeOf(schema)
    const field = required.includes(name) ? name : `${name}?`
    return type === name ? field : `${field}: ${type}`
  })
}

/** The fields of an object, one text each. */
export const fields = (schema: z.ZodType, side: Side): string[] => {
  const { schema: converted, definitions } = convert(schema, side)
  return fieldsOf((converted.$ref && definitions[nameOf(converted.$ref)]) || converted)
}

/** Every name that the texts of these schemas use, and what it stands for. */
export const shapes = (used: readonly { schema: z.ZodType; io: Side }[]): [name: string, text: string][] => {
  const found = new Map<string, string>()
  for (const { schema, io } of used) {
    const { schema: converted, definitions } = convert(schema, io)
    for (const [name, definition] of Object.entries(definitions)) {
      if (converted.$ref === undefined || nameOf(converted.$ref) !== name) found.set(name, typeOf(definition))
    }
  }
  return [...found].sort(([a], [b]) => a.localeCompare(b))
}
