import { location, measured } from './values.ts'

/** A position with the movement that the device reports. */
export const movement = {
  location,
  heading: measured(0, 360).optional().describe('Direction of travel, in degrees clockwise from north.'),
  speed: measured(0, 100).optional().describe('Speed, in metres a second.'),
}
