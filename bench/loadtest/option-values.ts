/** The values of options: how each is read, and what to write instead of a wrong one. */
import { z } from 'zod'
import { parseDuration, parseStages } from './schedule.ts'
import { parseThreshold } from './thresholds.ts'

/** The value that `read` makes of a text, or the sentence of `wrong`. */
export const readAs = <Value>(read: (text: string) => Value | undefined, wrong: string) =>
  z.string().transform((text, context) => {
    const value = read(text)
    if (value !== undefined) return value
    context.addIssue(wrong)
    return z.NEVER
  })

const between = (from: number, to: number, value: number | undefined) =>
  value !== undefined && value >= from && value <= to ? value : undefined

export const number = (from: number, to: number) =>
  readAs(
    (text) => (/^\d+(\.\d+)?$/.test(text) ? between(from, to, Number(text)) : undefined),
    `must be a number from ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`,
  )

export const wholeNumber = (from: number, to: number) =>
  readAs(
    (text) => (/^\d+$/.test(text) ? between(from, to, Number(text)) : undefined),
    `must be a whole number from ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`,
  )

export const time = (from: number, to: number) =>
  readAs((text) => between(from, to, parseDuration(text)), `must be a time from ${from} s to ${to} s, such as 90, 90s, 1.5m or 1h`)

const isHttp = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

export const url = z
  .string()
  .refine(isHttp, 'must be a URL, for instance https://orders.example.com')
  .transform((text) => new URL(text).origin)

export const stages = readAs(parseStages, 'must be TIME:NUMBER,… such as 30s:100,2m:500,30s:0')

export const rate = readAs(
  (text) => (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : parseStages(text)),
  'must be a number of customers a second, or TIME:NUMBER,… such as 30s:10,5m:50',
)

export const threshold = z.string().transform((text, context) => {
  const parsed = parseThreshold(text)
  if (typeof parsed !== 'string') return parsed
  context.addIssue(parsed)
  return z.NEVER
})
