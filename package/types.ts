/** The contract as plain TypeScript, so that the client's package has its types without zod. Descriptions become documentation comments. */
import type { z } from 'zod'
import { failure, type Namespace, namespaces, pushes, requests } from '../src/contract/index.ts'
import { convert, nameOf, type Schema, type Side } from '../src/reference/schemas.ts'

const typeName = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const union = (types: readonly string[]) => [...new Set(types)].join(' | ')
const literals = (values: readonly unknown[]) => union(values.map((value) => JSON.stringify(value)))

const comment = (text: string | undefined) => (text === undefined ? '' : `/** ${text.replaceAll('*/', '*\\/')} */\n`)

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

const fieldOf = (name: string, schema: Schema | boolean, isRequired: boolean) =>
  `${comment(isSchema(schema) ? schema.description : undefined)}${name}${isRequired ? '' : '?'}: ${typeOf(schema)}${isRequired ? '' : ' | undefined'}`

const objectOf = ({ properties, required = [], additionalProperties }: Schema): string => {
  if (!properties) return `{ [key: string]: ${typeOf(additionalProperties)} }`
  const fields = Object.entries(properties).map(([name, schema]) => fieldOf(name, schema, required.includes(name)))
  return fields.length > 0 ? `{\n${fields.join('\n')}\n}` : 'Record<never, never>'
}

const typeOf = (schema: Schema | boolean | undefined): string => {
  if (!isSchema(schema)) return 'unknown'
  const [whole] = schema.allOf ?? []
  if (whole) return typeOf(whole)
  if (schema.$ref) return typeName(nameOf(schema.$ref))
  if (schema.const !== undefined) return literals([schema.const])
  if (schema.enum) return literals(schema.enum)
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return union(alternatives.map(typeOf))
  if (Array.isArray(schema.type)) return union(schema.type)
  switch (schema.type) {
    case 'object':
      return objectOf(schema)
    case 'array':
      // the schemas are of draft 7, where the items of a tuple are a list
      return Array.isArray(schema.items) ? `[${schema.items.map(typeOf).join(', ')}]` : `Array<${typeOf(schema.items)}>`
    case 'integer':
      return 'number'
    case 'string':
      return schema.format === 'binary' ? 'Uint8Array | ArrayBuffer' : 'string'
    default:
      return schema.type ?? 'unknown'
  }
}

const mapNames = { '/guest': 'Guest', '/': 'Customer', '/staff': 'Staff', '/track': 'Track' }

type Use = (schema: z.ZodType, side: Side) => string

const mapsOf = (namespace: Namespace, use: Use) => {
  const asked = Object.values(requests[namespace]).map(
    ({ event, summary, input, data }) =>
      `${comment(summary)}'${event}': (payload: ${use(input, 'input')}, acknowledge: (answer: Acknowledgement<${use(data, 'output')}>) => void) => void`,
  )
  const pushed = Object.entries(pushes[namespace]).map(
    ([event, schema]) => `${comment(schema.description)}'${event}': (payload: ${use(schema, 'output')}) => void`,
  )
  const name = mapNames[namespace]
  return [`export type ${name}Requests = {\n${asked.join('\n')}\n}`, `export type ${name}Pushes = {\n${pushed.join('\n')}\n}`]
}

/** The declarations that stand in the package for `contract/namespaces.ts`: the maps of the namespaces and every named type. */
export const contractTypes = (): string => {
  const named = new Map<string, string>()
  const use: Use = (schema, side) => {
    const { schema: converted, definitions } = convert(schema, side)
    for (const [name, definition] of Object.entries(definitions)) {
      named.set(typeName(name), `${comment(definition.description)}export type ${typeName(name)} = ${typeOf(definition)}`)
    }
    return typeOf(converted)
  }
  use(failure, 'output')
  const maps = namespaces.flatMap((namespace) => mapsOf(namespace, use))
  const types = [...named].sort(([a], [b]) => a.localeCompare(b)).map(([, text]) => text)
  return [
    `export type Namespace = ${literals(namespaces)}`,
    'export type Acknowledgement<Data> = { ok: true; data: Data } | { ok: false; error: Failure }',
    ...types,
    ...maps,
  ].join('\n')
}
