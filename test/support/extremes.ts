/** Payloads at the limits of what a schema accepts, generated from the schema, so that new requests are covered too. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { z } from 'zod'

const cursorOf = (...key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url')

/** A moment with that many digits after the second. */
const precise = (digits: number) => `2026-01-01T00:00:00.${'1'.repeat(digits)}Z`

const moments = [
  '1970-01-01T00:00:00Z',
  '9998-12-31T23:59:59.999999999Z',
  '2024-02-29T23:59:59Z',
  '2026-03-29T01:30:00Z',
  '2026-10-25T00:30:00.123456Z',
  '2026-10-25T00:30Z',
  ...[1, 9, 10, 100, 150, 60_000].map(precise),
]

const days = ['0000-01-01', '1969-12-31', '2024-02-29', '2026-03-29', '2026-10-25', '9999-12-31', new Date().toISOString().slice(0, 10)]

const zones = ['UTC', 'Etc/GMT+12', 'Etc/GMT-14', 'Pacific/Apia', 'America/Argentina/ComodRivadavia', 'Asia/Kathmandu', 'europe/BRATISLAVA']

const cursors = [
  cursorOf(-1),
  cursorOf(Number.MAX_SAFE_INTEGER),
  cursorOf(2 ** 31 - 1, 'Soup'),
  cursorOf(-(2 ** 31), '\u{10ffff}'),
  cursorOf('0001-01-01T00:00:00Z', randomUUID()),
  cursorOf('0000-01-01T00:00:00+14:00', randomUUID()),
  cursorOf('9999-12-31T23:59:59.999999999-14:00', randomUUID()),
  cursorOf('2026-01-01T00:00:00+23:59', randomUUID()),
  cursorOf(precise(80), randomUUID()),
  cursorOf('\u0000', randomUUID()),
  cursorOf('2026-01-01T00:00:00Z', '\u0000'),
  ...[0, 1, 3, 6, 9].flatMap((section) => [cursorOf(section, ''), cursorOf(section, '9'.repeat(18)), cursorOf(section, randomUUID())]),
]

const oddTexts = [
  '%',
  '_',
  '\\',
  "';--",
  '$1 :name ?',
  '{"a":1}',
  '=1+1',
  '\u202egnp.exe',
  '\ufeff',
  '\u0130\u017f\u212a',
  'e\u0301\u00e9',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  'NaN',
  'null',
  '\u0000\u0000\u0000',
  '\ud800\ud800\ud800',
  '\uffff',
]

const formatted = [
  ...moments,
  ...days,
  ...zones,
  ...cursors,
  ...[
    'EUR',
    'XXX',
    'eur',
    '+421 900 123 456',
    '0'.repeat(25),
    'a@b.co',
    `${'a'.repeat(64)}@example.com`,
    'a-b.c_9',
    'x'.repeat(32),
    '0420',
  ],
  // what a browser subscribes with
  'https://fcm.googleapis.com/fcm/send/x',
  `B${'A'.repeat(86)}`,
  'BKDuBZEK-9gx7Thg1-ttBHqSpKIozT8_uEiEV9yEYCMwNltUt8qnTFUE72v7CJcU56l17gFqiUdvriUzVplk444',
  'MYOYHSuNySMespbHYr3B8Q',
  ...['en', 'sk-SK', 'zh-Hans-CN-u-nu-hanidec', 'ar-EG', 'A-long-Password-7', 'x-private', 'und'],
]

const integers = [0, 1, -1, 2, 5, 40, 50, 100, 500, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 1e9, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
const fractions = [-0, 0.1, 1e-300, Number.MIN_VALUE, 1e-7, 90, -90, 180, -180, 360, 89.99999999999999, Number.MAX_VALUE]

export const asType = (schema: unknown): z.ZodType => {
  if (schema instanceof z.ZodType) return schema
  throw new Error('not a schema')
}

const anyText = (ids: readonly string[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ids, randomUUID(), '00000000-0000-0000-0000-000000000000') },
    { weight: 3, arbitrary: fc.constantFrom(...formatted, ...oddTexts) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...oddTexts, 'x'), fc.constantFrom(50, 100, 254, 300, 500))
        .map(([text, n]) => text.repeat(n).slice(0, n)),
    },
  )

/** The schema inside what makes a field optional, nullable or transformed. */
export const unwrap = (schema: z.ZodType): z.ZodType => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(asType(schema.unwrap()))
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodReadonly)
    return unwrap(asType(schema.unwrap()))
  return schema instanceof z.ZodPipe ? unwrap(asType(schema.in)) : schema
}

/** Any value that the schema accepts, limits and odd texts first. `ids` are ids that exist. */
export const extremes = (schema: z.ZodType, ids: readonly string[]): fc.Arbitrary<unknown> => {
  const of = (inner: unknown) => extremes(asType(inner), ids)
  const fits = (value: unknown) => schema.safeParse(value).success
  if (schema instanceof z.ZodOptional) return fc.option(of(schema.unwrap()), { nil: undefined })
  if (schema instanceof z.ZodNullable) return fc.option(of(schema.unwrap()), { nil: null })
  const inner = unwrap(schema)
  if (inner !== schema) return of(inner)
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(of))
  if (schema instanceof z.ZodArray) return fc.array(of(schema.element), { maxLength: 3 }).filter(fits)
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodNumber) return fc.constantFrom(...[...integers, ...fractions].filter(fits))
  if (schema instanceof z.ZodObject)
    return fc.record(Object.fromEntries(Object.entries(schema.shape).map(([key, inner]) => [key, of(inner)]))).filter(fits)
  if (schema instanceof z.ZodRecord) return fc.dictionary(anyText(ids), fc.oneof(anyText(ids), fc.jsonValue()), { maxKeys: 5 }).filter(fits)
  const listed = [...ids, ...formatted, ...oddTexts]
  const known = listed.filter(fits)
  // without one, the filter would search for ever
  if (known.length === 0) throw new Error(`add a value that fits ${JSON.stringify(z.toJSONSchema(schema))}`)
  const searched = anyText(ids).filter(fits)
  // where few texts fit, the filter refuses a hundred for each that it finds
  return known.length > listed.length / 10 ? searched : fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known) }, searched)
}

const fillers = ['x', '9', '\u00df', '\u{1f600}', '%', '\\', "'", '\ufdfa', '\u0000', '\ud800']
const lengths = [60_000, 5000, 2000, 1000, 500, 300, 254, 200, 128, 100, 64, 50, 35, 32, 25, 3]

/** Of each filler the longest text that fits. */
const longestTexts = (fits: (value: unknown) => boolean) =>
  fillers.flatMap((filler) => {
    const texts = lengths.map((length) => filler.repeat(length / filler.length))
    return texts.find(fits) ?? []
  })

const counts = [500, 100, 50, 40, 25, 21, 20, 15, 14, 11, 7, 6, 5, 3]

export type Path = readonly (string | number)[]

interface Extreme {
  path: Path
  value: unknown
}

const sampleOf = (schema: z.ZodType, ids: readonly string[], most: number) =>
  fc.sample(extremes(schema, ids), { numRuns: most, seed: 1 }).filter((value) => value !== undefined)

const atLeaf = (schema: z.ZodType, ids: readonly string[]): unknown[] => {
  const fits = (value: unknown) => schema.safeParse(value).success
  if (schema instanceof z.ZodNumber) return [...integers, ...fractions].filter(fits)
  if (schema instanceof z.ZodEnum) return [...schema.options]
  if (schema instanceof z.ZodLiteral) return [...schema.values]
  if (schema instanceof z.ZodBoolean) return [true, false]
  if (schema instanceof z.ZodRecord)
    return [...formatted, ...oddTexts, '__proto__', 'constructor'].map((key) => Object.fromEntries([[key, key.slice(0, 100)]])).filter(fits)
  return [...ids.slice(0, 3), ...formatted, ...oddTexts].filter(fits).concat(longestTexts(fits))
}

/** Every value of every field of a schema that is long, precise or strange. */
const extremesByField = (wrapped: z.ZodType, ids: readonly string[], path: Path = []): Extreme[] => {
  const schema = unwrap(wrapped)
  const inside = (inner: unknown, ...more: Path) => extremesByField(asType(inner), ids, [...path, ...more])
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape).flatMap(([key, inner]) => inside(inner, key))
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => inside(option))
  if (schema instanceof z.ZodArray) {
    const [element] = sampleOf(asType(schema.element), ids, 20)
    const longest = counts.map((count) => Array.from({ length: count }, () => element)).find((value) => schema.safeParse(value).success)
    return [...(longest ? [{ path, value: longest }] : []), ...inside(schema.element, 0)]
  }
  return atLeaf(schema, ids).map((value) => ({ path, value }))
}

/** A copy of the payload with the value at the path; undefined where the payload has nothing to put it into. */
export const withValue = (payload: unknown, [key, ...rest]: Path, value: unknown): unknown => {
  if (key === undefined) return value
  if (typeof key === 'number') return Array.isArray(payload) ? [withValue(payload[0], rest, value)] : [withValue(undefined, rest, value)]
  const fields = typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? payload : {}
  return { ...fields, [key]: withValue(Reflect.get(fields, key), rest, value) }
}

/** Payloads of which each holds one extreme value in one field, and together every extreme value of every field. */
export const extremeFields = (schema: z.ZodType, ids: readonly string[]): unknown[] => {
  const findIn = (payloads: readonly unknown[], { path, value }: Extreme) => {
    for (const payload of payloads) {
      const changed = withValue(payload, path, value)
      if (schema.safeParse(changed).success) return changed
    }
    return undefined
  }
  // the first ones nearly always do
  const few = sampleOf(schema, ids, 5)
  let all: readonly unknown[] | undefined
  const many = () => {
    all ??= sampleOf(schema, ids, 100)
    return all
  }
  return extremesByField(schema, ids).flatMap((extreme) => {
    const found = findIn(few, extreme) ?? findIn(many(), extreme)
    return found === undefined ? [] : [found]
  })
}
