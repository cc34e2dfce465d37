import { z } from 'zod'
import { calendarDay } from '../shapes/hours.ts'
import { scheduleDays } from '../shapes/limits.ts'
import { slot } from '../shapes/slot.ts'
import { location } from '../shapes/values.ts'
import { request } from './request.ts'

export const slotList = request({
  event: 'slot:list',
  summary: 'Lists the quarters of an hour of a day for which an order can be scheduled, from the first that the kitchen can make.',
  input: z.strictObject({
    date: calendarDay.describe(`A day of the shop's calendar, for example \`2026-12-24\`, at most ${scheduleDays} days ahead.`),
    location: location.optional().describe('Where to deliver: a longer ride begins later. Absent: as far as usual.'),
  }),
  data: z.object({
    slots: z
      .array(slot)
      .describe('In their order, at most 100. Empty: the shop is closed on that day, or it is not within the days ahead.'),
  }),
})
