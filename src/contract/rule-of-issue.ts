/** Which rule of the contract an issue of zod is about. */
import type { z } from 'zod'
import { type Fault, type Rule, rules } from './shapes/failure.ts'

const tooSmall: Partial<Record<string, Rule>> = { string: 'too_short', array: 'too_few' }
const tooBig: Partial<Record<string, Rule>> = { string: 'too_long', array: 'too_many' }

const isRule = (name: unknown): name is Rule => rules.some((rule) => rule === name)

export const ruleOfIssue = (issue: z.core.$ZodIssue): Omit<Fault, 'field'> => {
  switch (issue.code) {
    case 'invalid_type':
      return { rule: issue.input === undefined ? 'required' : 'type' }
    case 'too_small':
      return { rule: tooSmall[issue.origin] ?? 'too_small', limit: Number(issue.minimum) }
    case 'too_big':
      return { rule: tooBig[issue.origin] ?? 'too_big', limit: Number(issue.maximum) }
    case 'invalid_value':
      return { rule: issue.input === undefined ? 'required' : 'choice' }
    case 'invalid_format':
      return { rule: 'format' }
    case 'custom':
      return { rule: isRule(issue.params?.rule) ? issue.params.rule : 'other' }
    default:
      return { rule: 'other' }
  }
}

/** `delivery.phone`, `items[0].quantity`. */
export const fieldOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
