/** The values that the sections of the shop's file are made of. */
import { z } from 'zod'
import { canonicalLocale, line, prose } from '../../contract/index.ts'

export const maxCode = 80

export const code = z
  .string()
  .max(maxCode)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens, for instance tomato-soup')
  .describe('Identifies the entry. Keep it when you change anything else: an entry with another code is another entry.')

const tagForm = 'must be a language tag, for instance sk or pt-BR'

const localeForm = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/
const localeTag = z.string().regex(localeForm, tagForm)

/** A language of the shop, in canonical spelling: `en`, `pt-BR`. Some tags of the right form are none: `en-de-de`. */
export const locale = z
  .string()
  .regex(localeForm, { error: tagForm, abort: true })
  .refine((tag) => canonicalLocale(tag) !== undefined, { error: tagForm, params: { rule: 'locale' } })
  .overwrite((tag) => canonicalLocale(tag) ?? tag)

const byLocale = <Text extends z.ZodType<string, string>>(text: Text) =>
  z.union([text, z.record(localeTag, text).refine((texts) => Object.keys(texts).length > 0, 'must have a text')])

/** A short text: the same for every language, or one for each. */
export const name = byLocale(line(200))

/** A text of several lines: the same for every language, or one for each. */
export const description = byLocale(prose(2000))

export type Text = z.output<typeof name>

/** An amount in the shop's currency. `amountOf` (amounts.ts) makes minor units of it. */
export const amount = z
  .union([z.string().regex(/^\d{1,12}(\.\d{1,4})?$/, "must be an amount, for instance '8.50'"), z.number().min(0).max(1e12)])
  .transform(String)
  .describe("An amount in the shop's currency, for example '8.50'.")

const rateForm = "must be a percentage with at most three decimals, for instance '19' or '5.5'"

/** A tax rate: '19' or '5.5'. */
export const taxRate = z
  .union([z.string().regex(/^(100|\d{1,2})(\.\d{1,3})?$/, rateForm), z.number().min(0).max(100).multipleOf(0.001, rateForm)])
  .transform((rate) => String(Number(rate)))
  .refine((rate) => Number(rate) <= 100, 'must be at most 100')

/** A quantity in the unit of an ingredient. */
export const quantity = z.int().min(1).max(1_000_000)

/** Quantities by the codes of ingredients. */
export const recipe = z.record(code, quantity)

/** Refuses a list in which two entries are the same. */
export const distinct = <Entry>(entries: readonly Entry[]): boolean => new Set(entries).size === entries.length
