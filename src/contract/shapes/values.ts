/** The values that the schemas are made of. */
import { z } from 'zod'

export const id = z.uuid().toLowerCase().describe('An id that the gateway made (UUIDv7).')

export const requestId = z
  .uuid()
  .toLowerCase()
  .describe('Your own id of one request, any UUID. The same id sent twice has one effect and gets one answer.')

/** `2026-03-01T18:30:00.123456789Z`: some programs write nanoseconds. */
const longestTimestamp = 30

/** The same moment with milliseconds. Any other text is returned unchanged, and the schema refuses it. */
const toMilliseconds = (moment: string) => (Number.isNaN(Date.parse(moment)) ? moment : new Date(moment).toISOString())

export const timestamp = z.iso
  .datetime()
  .max(longestTimestamp, 'must not have more than 9 digits after the second')
  .refine((moment) => moment >= '1970' && moment < '9999', 'must be from 1970 to 9998')
  .overwrite(toMilliseconds)
  .describe('A moment: RFC 3339 in UTC with milliseconds, for example `2026-03-01T18:30:00.000Z`; the years 1970 to 9998.')

export const money = z
  .strictObject({
    amount: z.int().describe('In minor units of the currency: 1190 is €11.90.'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, for instance EUR')
      .describe('ISO 4217 code, for example `EUR`.'),
  })
  .describe('An amount of money.')
export type Money = z.infer<typeof money>

/** A measured number, rounded to nine decimal places: PostgreSQL cannot calculate with the smallest numbers of IEEE 754. */
export const measured = (least: number, most: number) =>
  z
    .number()
    .min(least)
    .max(most)
    .overwrite((value) => Math.round(value * 1e9) / 1e9)

export const location = z
  .strictObject({
    lat: measured(-90, 90).describe('Latitude in degrees, north is positive.'),
    lng: measured(-180, 180).describe('Longitude in degrees, east is positive.'),
  })
  .describe('A point on the map (WGS 84).')
export type Location = z.infer<typeof location>
