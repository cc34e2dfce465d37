/** Says everything that is wrong with a payload: for people in the message, for programs in the details. */
import type { z } from 'zod'
import { faultDetails, fieldOf, ruleOfIssue } from '../../contract/index.ts'
import type { NamedFault } from '../../errors/phrases.ts'
import { AppError } from '../../errors.ts'

type Issue = z.core.$ZodIssue

/** An error names so many fields at most. */
const maxNamed = 20

const faultsOf = (issue: Issue): NamedFault[] => {
  const message = issue.message.slice(0, 300)
  const field = fieldOf(issue.path)
  if (issue.code !== 'unrecognized_keys') return [{ fault: { field: field.slice(0, 200), ...ruleOfIssue(issue) }, message }]
  return issue.keys.map((key) => ({
    fault: { field: `${field === '' ? '' : `${field}.`}${key}`.slice(0, 200), rule: 'unknown' as const },
    message,
  }))
}

/** Names every field that is at fault, with the first rule that it breaks. */
export const refusePayload = (schema: z.ZodType, payload: unknown): AppError => {
  // parsed again: with `reportInput`, valid payloads take zod a third longer
  const issues = schema.safeParse(payload, { reportInput: true }).error?.issues ?? []
  const byField = new Map<string, NamedFault>()
  for (const found of issues.flatMap(faultsOf)) if (!byField.has(found.fault.field)) byField.set(found.fault.field, found)
  const named = [...byField.values()].slice(0, maxNamed)
  return new AppError('invalid_argument', {
    message: (say) => say.faults(named),
    details: faultDetails(named.map(({ fault }) => fault)),
  })
}
