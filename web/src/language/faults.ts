/** Says which fields of a request are at fault, by the rules that the gateway names. */
import type { RequestError } from '#client'
import type { Fault } from '#contract'
import { t } from './page-language.ts'

const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'field' in value && typeof value.field === 'string' && 'rule' in value

/** The fields at fault. Empty for a failure that is not about fields. */
export const faultsOf = ({ failure: { details } }: RequestError): Fault[] =>
  typeof details === 'object' && details !== null && 'faults' in details && Array.isArray(details.faults)
    ? details.faults.filter(isFault)
    : []

/** The name that a field has in its form: `phone` for `delivery.phone`. */
export const nameOf = ({ field }: Fault): string => field.split('.').at(-1) ?? field

const labels = (): Readonly<Record<string, string>> => ({
  login: t().sign.newLogin,
  email: t().sign.email,
  name: t().sign.name,
  phone: t().sign.phone,
  password: t().sign.password,
  next: t().account.next,
  timeZone: t().account.timeZone,
  label: t().account.label,
  address: t().basket.address,
  contactName: t().basket.contactName,
  note: t().basket.instructions,
})

/** One sentence for each fault; undefined if the reader would not know one of the fields. */
export const explainFaults = (faults: readonly Fault[]): string | undefined => {
  const names = labels()
  if (faults.length === 0 || !faults.every((fault) => Object.hasOwn(names, nameOf(fault)))) return undefined
  const texts = t().faults
  return faults.map((fault) => `${names[nameOf(fault)]}: ${(texts[fault.rule] ?? texts.other)(fault.limit ?? 0)}`).join(' ')
}
