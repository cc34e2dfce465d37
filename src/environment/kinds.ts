/** What the environment variables may hold. */
import { isValidIBAN } from 'ibantools'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

export const variable = <S extends z.ZodType>(description: string, takes: string, schema: S) => schema.meta({ description, takes })

/** May also be given as a file: see `secret-files.ts`. */
export const secret = <S extends z.ZodType>(description: string, takes: string, schema: S) =>
  schema.meta({ description, takes, secret: true })

export const integer = (fallback: number, from: number, to: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(from).max(to)).prefault(String(fallback))

export const flag = z
  .enum(['0', '1'])
  .transform((value) => value === '1')
  .prefault('0')

export const isUrl =
  (...protocols: string[]) =>
  (value: string) =>
    URL.canParse(value) && protocols.includes(new URL(value).protocol)

/** With a host: `redis:localhost` is a URL too, and would mean 127.0.0.1. */
export const isRedisUrl = (value: string): boolean => isUrl('redis:', 'rediss:')(value) && new URL(value).hostname !== ''

export const list = (valid: (entry: string) => boolean) =>
  z
    .string()
    .transform((value): readonly string[] => (value ? value.split(',').map((entry) => entry.trim()) : []))
    .refine((entries) => entries.every(valid))
    .prefault('')

/** The pages of hybrid apps: `capacitor://localhost`, `ionic://localhost`. Such a scheme belongs to one app, and the page comes with it. */
const isAppOrigin = (entry: string) =>
  /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+$/.test(entry) && !/^(?:https?|wss?|ftp|file|data|blob):/.test(entry)

export const isOrigin = (entry: string) =>
  isAppOrigin(entry) || (/^https?:/.test(entry) && URL.canParse(entry) && new URL(entry).origin === entry)

/** Not the short forms of IPv4, such as 10 or 127.1, which mean another address than they seem to. */
export const isNetwork = (entry: string): boolean => {
  const [address = ''] = entry.split('/')
  if (!ipaddr.IPv6.isValid(address) && !ipaddr.IPv4.isValidFourPartDecimal(address)) return false
  if (!entry.includes('/')) return true
  if (!ipaddr.isValidCIDR(entry)) return false
  const [network, bits] = ipaddr.parseCIDR(entry)
  // a prefix that cuts through IPv4-mapped addresses and others matches no network that an operator could mean
  return !(network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress()) || bits >= 96
}

/** `orders@example.com`, or `Name of the shop <orders@example.com>`. */
export const mailbox = z
  .string()
  .transform((value) => /^(?:([^<>"\p{Cc}]{1,100}) )?<?([^\s<>@,;:"]+@[\w.-]+)>?$/u.exec(value.trim()))
  .refine((found) => found !== null)
  .transform((found) => ({ name: found?.[1]?.trim(), address: found?.[2] ?? '' }))

export const isLong = (entry: string) => entry.length >= 16
export const isIban = (iban: string | null): iban is string => iban !== null && isValidIBAN(iban)
export const webUrl = z.string().refine(isUrl('http:', 'https:')).optional()
export const keyLike = (form: RegExp) => z.string().regex(form).optional()
/** Strict, because the host becomes a source of the Content-Security-Policy. */
export const tileUrl = /^https?:\/\/(\{s\}\.)?[a-z0-9.-]+(:\d{1,5})?\/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})[\w./{}@?&=%+~-]+$/i
/** A bucket, and perhaps a folder in it. */
export const bucketUrl = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w~-][\w.~-]*)*\/?$/
