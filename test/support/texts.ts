/** Payloads whose texts are written by a test, in every field of a schema that takes a text. */
import { z } from 'zod'
import { requests } from '../../src/contract/index.ts'
import { asType, type Path, unwrap, withValue } from './extremes.ts'

/** Makes a text of that length. */
export type Fill = (length: number) => string

/** Below this a field holds no text: a currency, a sign, a number. */
const shortest = 40
const longest = 500

/** The longest text that the field accepts. */
const textFor = (schema: z.ZodType, fill: Fill): string | undefined => {
  const lengths = Array.from({ length: longest - shortest + 1 }, (_, n) => longest - n)
  return lengths.map(fill).find((text) => schema.safeParse(text).success)
}

/** Secrets, positions of pages, codes of entries, and what is only looked for: no page shows them. */
const notShown = ['password', 'current', 'next', 'cursor', 'login', 'search', 'text', 'code', 'promotionCode', 'before']

interface Text {
  path: Path
  text: string
}

const textsOf = (wrapped: z.ZodType, fill: Fill, path: Path = []): Text[] => {
  const schema = unwrap(wrapped)
  const inside = (inner: unknown, key: string | number) => textsOf(asType(inner), fill, [...path, key])
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, inner]) => (notShown.includes(key) ? [] : inside(inner, key)))
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => textsOf(asType(option), fill, path))
  if (schema instanceof z.ZodArray) return inside(schema.element, 0)
  const text = schema instanceof z.ZodString ? textFor(schema, fill) : undefined
  return text === undefined ? [] : [{ path, text }]
}

const fillOnce = (schema: z.ZodType, payload: unknown, fill: Fill): unknown =>
  textsOf(schema, fill).reduce<unknown>((filled, { path, text }) => {
    const fuller = withValue(filled, path, text)
    return schema.safeParse(fuller).success ? fuller : filled
  }, payload)

/** The payload with a text in every field of the schema that takes one, also in the optional ones. */
export const withTexts = (schema: z.ZodType, payload: unknown, fill: Fill): unknown =>
  // twice: a text may need another one beside it
  fillOnce(schema, fillOnce(schema, payload, fill), fill)

/** Every request that takes a text which pages show, `/staff order:advance` for instance. */
export const requestsWithTexts = (): string[] =>
  Object.entries(requests).flatMap(([namespace, all]) =>
    Object.values(all).flatMap(({ event, input }) =>
      textsOf(input, (length) => 'x'.repeat(length)).length > 0 ? [`${namespace} ${event}`] : [],
    ),
  )
