/** What an AsyncAPI document leaves without a description. */
import { z } from 'zod'

const described = z.looseObject({ description: z.string().optional(), summary: z.string().optional(), title: z.string().optional() })
const records = z.record(z.string(), described)
const documented = z.object({
  components: z.object({ schemas: records, messages: z.record(z.string(), described.extend({ payload: described })) }),
})

type Described = z.infer<typeof described>

const childrenOf = (value: unknown): Described[] => z.array(described).catch([]).parse(value)

const fieldsOf = ({ properties, items, oneOf, anyOf }: Described, path: string): [path: string, field: Described][] => [
  ...Object.entries(records.catch({}).parse(properties)).flatMap(([name, field]): [string, Described][] => [
    [`${path}.${name}`, field],
    ...fieldsOf(field, `${path}.${name}`),
  ]),
  // a tuple has several
  ...(Array.isArray(items) ? childrenOf(items) : items === undefined ? [] : [described.parse(items)]).flatMap((item) =>
    fieldsOf(item, `${path}[]`),
  ),
  ...[...childrenOf(oneOf), ...childrenOf(anyOf)].flatMap((alternative) => fieldsOf(alternative, path)),
]

/**
 * Every named schema has a description, every event a summary, and every field, however deep, a description of its own or a reference to a
 * named schema that has one.
 */
export const undescribed = (document: unknown): string[] => {
  const { schemas, messages } = documented.parse(document).components
  const refersTo = ({ $ref }: Described) => schemas[String($ref).replace('#/components/schemas/', '')]
  const lacking = (schema: Described, path: string) =>
    fieldsOf(schema, path)
      .filter(([, field]) => !field.description && !refersTo(field)?.description)
      .map(([at]) => at)
  return [
    ...Object.entries(schemas)
      .filter(([, { description }]) => !description)
      .map(([name]) => name),
    ...Object.entries(schemas).flatMap(([name, schema]) => lacking(schema, name)),
    ...Object.entries(messages).flatMap(([name, { summary, title, payload }]) => [
      ...(summary || title?.startsWith('Answer to ') ? [] : [name]),
      ...lacking(payload, name),
    ]),
  ]
}
