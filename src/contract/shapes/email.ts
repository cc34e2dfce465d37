/** E-mail addresses. */
import { domainToASCII, domainToUnicode } from 'node:url'
import { z } from 'zod'
import { toPlain } from './text.ts'

const partsOf = (address: string): [local: string, domain: string] => {
  const at = address.lastIndexOf('@')
  return [address.slice(0, Math.max(0, at)), address.slice(at + 1)]
}

/** What a domain is written with. `domainToASCII` would also decode a percent sign and cut off a path. */
const written = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61-]+$/u
/** Empty if it is no domain. */
const toAscii = (domain: string): string => (written.test(domain) ? domainToASCII(domain) : '')

/** One form of each address: in lower case, with its domain as people read it. Text without an @ stays as it is. */
export const toEmail = (text: string): string => {
  const [local, domain] = partsOf(toPlain(text).trim().toLowerCase())
  if (local === '') return domain
  return `${local}@${domainToUnicode(toAscii(domain)) || domain}`
}

const localPart = /^(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
/** In ASCII, an internationalised name begins with xn--. */
const asciiDomain = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/

const isEmail = (address: string): boolean => {
  const [local, domain] = partsOf(address)
  return localPart.test(local) && asciiDomain.test(toAscii(domain))
}

export const email = z
  .string()
  .overwrite(toEmail)
  .max(254)
  .refine(isEmail, { error: 'must be an e-mail address, for instance jana@example.com', params: { rule: 'email' } })
  .describe('An e-mail address, also with an internationalised domain. Upper case becomes lower case, and `xn--` becomes readable.')
