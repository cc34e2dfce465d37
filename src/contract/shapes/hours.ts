import { z } from 'zod'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const time = '(?:[01]\\d|2[0-3]):[0-5]\\d'

/** `"17:00-22:30"`; `"18:00-02:00"` ends on the next day, and `"00:00-24:00"` is the whole day. */
export const openingTime = z
  .string()
  .regex(new RegExp(`^${time}-(?:${time}|24:00)$`), 'must be times such as 10:00-14:00')
  .refine((text) => text.slice(0, 5) !== text.slice(6), 'must not end when it begins; the whole day is 00:00-24:00')
  .describe('From when until when, on the clock of the shop. `18:00-02:00` ends on the next day.')

export const openingTimes = z.array(openingTime).max(10).describe('The times of a day, in their order. Empty: closed.')

const day = openingTimes.optional()

export const hours = z
  .strictObject({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day })
  .describe('The times of each day of the week. A day that is absent has none.')
export type Hours = z.infer<typeof hours>

/** A day of the shop's calendar: `2026-12-24`. */
export const calendarDay = z.iso.date().describe("A day of the shop's calendar, for example `2026-12-24`.")
