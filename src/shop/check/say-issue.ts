/** What is wrong with a value of the file, in words for the person who wrote it; the line and the key stand before it. */
import type { z } from 'zod'

const kinds: Partial<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys and values',
  record: 'a group of keys and values',
}

const kindOf = (value: unknown): string => {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  return kinds[typeof value] ?? 'something else'
}

const counted = (count: unknown, origin: string) => {
  if (origin === 'string') return `${count} ${Number(count) === 1 ? 'character' : 'characters'}`
  return `${count} ${Number(count) === 1 ? 'entry' : 'entries'}`
}
const isCounted = (origin: string) => origin === 'string' || origin === 'array' || origin === 'record'

type Issue = z.core.$ZodRawIssue

const limitOf = (issue: Extract<Issue, { code: 'too_small' | 'too_big' }>) => {
  const { origin, inclusive = true } = issue
  if (issue.code === 'too_small' && isCounted(origin) && Number(issue.minimum) === 1) return 'must not be empty'
  const [limit, least] = issue.code === 'too_small' ? [issue.minimum, true] : [issue.maximum, false]
  if (isCounted(origin)) return `must have at ${least ? 'least' : 'most'} ${counted(limit, origin)}`
  if (inclusive) return `must be at ${least ? 'least' : 'most'} ${limit}`
  return `must be ${least ? 'more' : 'less'} than ${limit}`
}

const choiceOf = (values: readonly unknown[]) => (values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`)

/** For a schema that has no words of its own. */
export const sayIssue = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}, and is ${kindOf(issue.input)}`
    case 'too_small':
    case 'too_big':
      return limitOf(issue)
    case 'invalid_value':
      return choiceOf(issue.values)
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_format':
      return issue.format === 'date' ? 'must be a day such as 2026-12-24' : 'has the wrong form'
    default:
      return 'has the wrong form'
  }
}
