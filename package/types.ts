/** The contract as plain TypeScript, so that whoever installs the client needs no zod to have its types. */
import { failure, namespaces, pushes, requests, roles } from '../src/contract/index.ts'
import { convert, nameOf, type Schema, type Side } from '../src/reference/schemas.ts'

const typeName = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const union = (types: readonly string[]) => [...new Set(types)].join(' | ')
const literals = (values: readonly unknown[]) => union(values.map((value) => JSON.stringify(value)))

const objectOf = ({ properties, required = [], additionalProperties }: Schema): string => {
  if (!properties) return `{ [key: string]: ${typeOf(additionalProperties)} }`
  const fields = Object.entries(properties).map(([name, schema]) =>
    required.includes(name) ? `${name}: ${typeOf(schema)}` : `${name}?: ${typeOf(schema)} | undefined`,
  )
  return fields.length > 0 ? `{ ${fields.join('; ')} }` : 'Record<never, never>'
}

const typeOf = (schema: Schema | boolean | undefined): string => {
  if (typeof schema !== 'object') return 'unknown'
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
      return `Array<${typeOf(Array.isArray(schema.items) ? undefined : schema.items)}>`
    case 'integer':
      return 'number'
    case 'string':
      return schema.format === 'binary' ? 'Uint8Array | ArrayBuffer' : 'string'
    default:
      return schema.type ?? 'unknown'
  }
}

const mapNames = { '/guest': 'Guest', '/': 'Customer', '/staff': 'Staff' }

/** What `contract/index.d.ts` and `contract/request.d.ts` are in the package. */
export const contractTypes = () => {
  const named = new Map<string, string>()
  const use = (schema: Parameters<typeof convert>[0], side: Side) => {
    const { schema: converted, definitions } = convert(schema, side)
    for (const [name, definition] of Object.entries(definitions)) named.set(typeName(name), typeOf(definition))
    return typeOf(converted)
  }
  const maps = namespaces.map((namespace) => {
    const asked = Object.values(requests[namespace]).map(
      ({ event, summary, input, data }) =>
        `  /** ${summary} */\n  '${event}': (payload: ${use(input, 'input')}, acknowledge: (answer: Acknowledgement<${use(data, 'output')}>) => void) => void`,
    )
    const pushed = Object.entries(pushes[namespace]).map(([event, schema]) => `  '${event}': (payload: ${use(schema, 'output')}) => void`)
    const name = mapNames[namespace]
    return `export type ${name}Requests = {\n${asked.join('\n')}\n}\nexport type ${name}Pushes = {\n${pushed.join('\n')}\n}`
  })
  use(failure, 'output')
  const types = [...named].sort(([a], [b]) => a.localeCompare(b)).map(([name, text]) => `export type ${name} = ${text}`)
  return {
    index: ["export type * from './request.ts'", "export type * from './calls.ts'", "import type { Acknowledgement } from './request.ts'"]
      .concat(
        types.filter((text) => !text.startsWith('export type Failure ')),
        maps,
      )
      .join('\n'),
    request: [
      `export type Namespace = ${literals(namespaces)}`,
      `export type Role = ${literals(roles)}`,
      `export type Failure = ${named.get('Failure')}`,
      'export type Acknowledgement<Data> = { ok: true; data: Data } | { ok: false; error: Failure }',
    ].join('\n'),
  }
}
