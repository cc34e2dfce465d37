/** What the audit log keeps of a payload: ids, numbers, choices and moments. */
import { z } from 'zod'

/**
 * Fields with texts that the log keeps: codes and settings of the shop. Every other text is left out, whether it is a secret (a password, a
 * token, a PIN) or what people write about a customer. So a new field cannot leak: it has to be named here.
 */
const kept = z.registry<{ kept: true }>()

/** Marks a schema whose values the audit log keeps whole. */
export const recorded = <Schema extends z.ZodType>(schema: Schema): Schema => {
  kept.add(schema, { kept: true })
  return schema
}

/** Other fields of the entry have them. */
const elsewhere = new Set(['requestId', 'orderId', 'cursor'])

const keptFormats = new Set<string>(['uuid', 'datetime'])

const isPlain = (schema: z.ZodType): boolean =>
  schema instanceof z.ZodNumber ||
  schema instanceof z.ZodBoolean ||
  schema instanceof z.ZodEnum ||
  schema instanceof z.ZodLiteral ||
  (schema instanceof z.ZodStringFormat && keptFormats.has(schema.def.format)) ||
  kept.get(schema) !== undefined

const wraps = (schema: z.ZodType) =>
  schema instanceof z.ZodOptional ||
  schema instanceof z.ZodNullable ||
  schema instanceof z.ZodDefault ||
  schema instanceof z.ZodPrefault ||
  schema instanceof z.ZodReadonly

/** The part of a value that the log keeps; undefined: nothing of it. */
const keep = (schema: unknown, value: unknown): unknown => {
  if (!(schema instanceof z.ZodType) || value === undefined || value === null) return undefined
  if (isPlain(schema)) return value
  if (wraps(schema)) return keep(schema.unwrap(), value)
  if (schema instanceof z.ZodUnion)
    return keep(
      schema.options.find((option) => z.safeParse(option, value).success),
      value,
    )
  if (schema instanceof z.ZodArray && Array.isArray(value)) return keepAll(schema.element, value)
  if (schema instanceof z.ZodObject && typeof value === 'object') return keepFields(schema.shape, value)
  return undefined
}

const keepAll = (element: unknown, values: readonly unknown[]): unknown[] | undefined => {
  const found = values.map((value) => keep(element, value)).filter((value) => value !== undefined)
  return found.length > 0 ? found : undefined
}

const keepFields = (shape: Readonly<Record<string, unknown>>, value: object): Record<string, unknown> | undefined => {
  const fields = Object.entries(value)
    .filter(([name]) => !elsewhere.has(name))
    .map(([name, field]) => [name, keep(shape[name], field)] as const)
    .filter(([, field]) => field !== undefined)
  return fields.length > 0 ? Object.fromEntries(fields) : undefined
}

/** What the log keeps of a payload that the schema has parsed. */
export const recordableOf = (input: z.ZodType, payload: unknown): unknown => keep(input, payload)
