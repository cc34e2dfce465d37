/** Valid payloads, generated from a schema of the contract. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'

export type Path = readonly (string | number)[]

/** Candidates for every text. The id comes last, so that it is used only where nothing else fits. */
const texts = () => [
  new Date(Date.now() + 3_600_000).toISOString(),
  new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10),
  'Hlavná 1, Bratislava',
  'EUR',
  '+421 900 123 456',
  'somebody-else',
  '1234',
  'somebody@example.com',
  'Europe/Bratislava',
  'A-long-Password-7',
  'https://fcm.googleapis.com/fcm/send/x',
  // a public key of P-256, and 16 bytes
  'BKDuBZEK-9gx7Thg1-ttBHqSpKIozT8_uEiEV9yEYCMwNltUt8qnTFUE72v7CJcU56l17gFqiUdvriUzVplk444',
  'MYOYHSuNySMespbHYr3B8Q',
  randomUUID(),
]
const numbers = [1, 0, 5, 10, 0.5]

const firstThatFits = (schema: z.ZodType, candidates: readonly unknown[]) => {
  const found = candidates.find((candidate) => schema.safeParse(candidate).success)
  if (found === undefined)
    throw new Error(`no sample fits ${JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))}`)
  return found
}

const wrapped = (schema: unknown): z.ZodType | undefined => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return asType(schema.unwrap())
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodReadonly) return asType(schema.unwrap())
  if (schema instanceof z.ZodPipe) return asType(schema.in)
  if (schema instanceof z.ZodUnion) return asType(schema.options[0])
  return undefined
}

const asType = (schema: unknown): z.ZodType => {
  if (schema instanceof z.ZodType) return schema
  throw new Error('not a schema')
}

/** Which value of an enumeration: some values do not go with other fields. */
type Pick = 0 | -1

const sampleOf = (schema: z.ZodType, pick: Pick): unknown => {
  const inner = wrapped(schema)
  if (inner) return sampleOf(inner, pick)
  if (schema instanceof z.ZodObject) return objectOf(schema, Object.keys(schema.shape), pick)
  if (schema instanceof z.ZodArray) return [sampleOf(asType(schema.element), pick)]
  if (schema instanceof z.ZodEnum) return schema.options.at(pick)
  if (schema instanceof z.ZodLiteral) return [...schema.values][0]
  if (schema instanceof z.ZodBoolean) return true
  if (schema instanceof z.ZodRecord) return {}
  return firstThatFits(schema, [...texts(), ...numbers])
}

const objectOf = (schema: z.ZodObject, keys: readonly string[], pick: Pick) =>
  Object.fromEntries(keys.map((key) => [key, sampleOf(asType(schema.shape[key]), pick)]))

/** The valid ones of these payloads: with all fields, with the required ones, and with each optional field alone. */
export const samples = (schema: z.ZodType): unknown[] => {
  if (!(schema instanceof z.ZodObject)) return [sampleOf(schema, 0)]
  const keys = Object.keys(schema.shape)
  const optional = keys.filter((key) => asType(schema.shape[key]).safeParse(undefined).success)
  const required = keys.filter((key) => !optional.includes(key))
  const choices = [keys, required, ...optional.map((key) => [...required, key])]
  const sampled = (pick: Pick) =>
    choices.map((chosen) => objectOf(schema, chosen, pick)).filter((payload) => schema.safeParse(payload).success)
  const first = sampled(0)
  return first.length > 0 ? first : sampled(-1)
}

const isId = (value: unknown) => z.uuid().safeParse(value).success

/** The path of every id in a payload. */
export const idsIn = (payload: unknown, path: Path = []): Path[] => {
  if (isId(payload)) return [path]
  if (typeof payload !== 'object' || payload === null) return []
  return Object.entries(payload).flatMap(([key, value]) => idsIn(value, [...path, key]))
}

/** A copy with another value at this path. */
export const withValue = (payload: unknown, [key, ...rest]: Path, value: unknown): unknown => {
  if (key === undefined) return value
  const copy: unknown = structuredClone(payload)
  if (typeof copy !== 'object' || copy === null) throw new Error('no such place')
  Reflect.set(copy, key, withValue(Reflect.get(copy, key), rest, value))
  return copy
}
