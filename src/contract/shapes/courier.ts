import { z } from 'zod'
import { location } from './values.ts'

/** A position with the movement that the device reports. */
export const movement = {
  location,
  heading: z.number().min(0).max(360).optional().describe('Direction of travel, in degrees clockwise from north.'),
  speed: z.number().min(0).max(100).optional().describe('Speed, in metres a second.'),
}
