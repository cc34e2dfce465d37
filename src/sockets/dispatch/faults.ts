/** Says everything that is wrong with a payload: for people in the message, for programs in the details. */
import type { z } from 'zod'
import { type Fault, faultDetails, type Rule, rules } from '../../contract/index.ts'
import { AppError } from '../../errors.ts'

type Issue = z.core.$ZodIssue

/** An error names so many fields at most. */
const maxNamed = 20

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')

const tooSmall: Partial<Record<string, Rule>> = { string: 'too_short', array: 'too_few' }
const tooBig: Partial<Record<string, Rule>> = { string: 'too_long', array: 'too_many' }

const isRule = (name: unknown): name is Rule => rules.some((rule) => rule === name)

const ruleOf = (issue: Issue): Omit<Fault, 'field'> => {
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

const faultsOf = (issue: Issue): { fault: Fault; message: string }[] => {
  const message = issue.message.slice(0, 300)
  const field = pathOf(issue.path)
  if (issue.code !== 'unrecognized_keys') return [{ fault: { field: field.slice(0, 200), ...ruleOf(issue) }, message }]
  return issue.keys.map((key) => ({
    fault: { field: `${field === '' ? '' : `${field}.`}${key}`.slice(0, 200), rule: 'unknown' as const },
    message,
  }))
}

/** Names every field that is at fault, with the first rule that it breaks. */
export const refusePayload = ({ issues }: z.ZodError): AppError => {
  const byField = new Map<string, { fault: Fault; message: string }>()
  for (const found of issues.flatMap(faultsOf)) if (!byField.has(found.fault.field)) byField.set(found.fault.field, found)
  const named = [...byField.values()].slice(0, maxNamed)
  // one sentence for all fields with the same fault
  const fieldsOf = new Map<string, string[]>()
  for (const { fault, message } of named) fieldsOf.set(message, [...(fieldsOf.get(message) ?? []), fault.field || 'payload'])
  return new AppError('invalid_argument', {
    message: [...fieldsOf].map(([message, fields]) => `${fields.join(', ')}: ${message}`).join('; '),
    details: faultDetails(named.map(({ fault }) => fault)),
  })
}
