/** What rules are made of: each looks at some fields of an entry as soon as these have the right form, whatever is wrong with the others. */
import { z } from 'zod'
import { type Context, type Fault, faultsOfAmount, faultsOfText, type Path } from './faults.ts'
import { amount, name } from './values.ts'

/** What the schema of a section cannot say. */
export type Rule = (value: unknown, path: Path, context: Context) => Fault[]

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A field that counts if it is there, whatever is wrong with it. */
export const anything = z.unknown().optional()

/** A rule about the fields that the schema has. */
export const ruleOf =
  <Fields extends z.ZodType>(fields: Fields, find: (entry: z.output<Fields>, path: Path, context: Context) => Fault[]): Rule =>
  (value, path, context) => {
    const parsed = fields.safeParse(value)
    return parsed.success ? find(parsed.data, path, context) : []
  }

/** A rule about one value inside of the entry. */
const ruleAt = <Value extends z.ZodType>(
  steps: readonly string[],
  schema: Value,
  find: (context: Context, path: Path, value: z.output<Value>) => Fault[],
): Rule => {
  const rule = ruleOf(schema, (value, path, context) => find(context, [...path, ...steps], value))
  return (value, path, context) => {
    const inside = steps.reduce<unknown>((outer, step) => (isRecord(outer) ? outer[step] : undefined), value)
    return rule(inside, path, context)
  }
}

export const textAt = (...steps: string[]): Rule => ruleAt(steps, name, faultsOfText)
export const amountAt = (...steps: string[]): Rule => ruleAt(steps, amount, faultsOfAmount)

/** Every entry of a list for itself. */
export const eachIn =
  (field: string, rules: readonly Rule[]): Rule =>
  (value, path, context) => {
    const entries = isRecord(value) ? value[field] : undefined
    if (!Array.isArray(entries)) return []
    return entries.flatMap((entry: unknown, n) => rules.flatMap((rule) => rule(entry, [...path, field, n], context)))
  }

const codes = z.array(z.object({ code: z.unknown() }).catch({ code: undefined }))

/** No two entries of the list have the same code. `called` is what the message calls an entry. */
export const distinctCodes = (field: string, called: string): Rule =>
  ruleOf(z.object({ [field]: codes }), ({ [field]: entries = [] }, path) =>
    entries.flatMap(({ code }, n): Fault[] =>
      typeof code === 'string' && entries.findIndex((each) => each.code === code) < n
        ? [{ path: [...path, field, n, 'code'], message: `another ${called} has the code ${code}`, rule: 'taken' }]
        : [],
    ),
  )
