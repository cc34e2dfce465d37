import { z } from 'zod'
import { eta, orderStatus, timeline } from './order.ts'
import { location, timestamp } from './values.ts'

export const trackedVersion = z.int().describe('The version of the order: of two copies the higher version is the newer one.')

/** What a tracking link shows: neither a name nor a place, except where the courier is. */
export const trackedOrder = z
  .object({
    version: trackedVersion,
    status: orderStatus,
    eta,
    timeline,
    courier: z
      .object({ location, locatedAt: timestamp.describe('When the courier was at `location`.') })
      .optional()
      .describe('Where the courier is, while the order is on its way. Absent: not known, or older than two minutes.'),
  })
  .describe('An order, as a tracking link shows it.')
export type TrackedOrder = z.infer<typeof trackedOrder>
