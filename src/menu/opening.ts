/** When the shop is open, and from when until when. */
import { type Hours, weekdays } from '../contract/index.ts'
import { remember } from '../contract/shapes/remember.ts'

export interface Opening {
  timeZone: string
  /** Null: always open. */
  hours: Hours | null
  /** By date: days with hours of their own. */
  specialDays: Readonly<Record<string, string[]>>
}

const minuteMs = 60_000
const dayMinutes = 1440
const dayMs = dayMinutes * minuteMs
const daysAhead = 15

/** From and until, in minutes of the day on which a span begins: `18:00-02:00` is [1080, 1560]. */
type Span = readonly [from: number, until: number]

const minutesAt = (time: string): number => 60 * Number(time.slice(0, 2)) + Number(time.slice(3))

const spanOf = (text: string): Span => {
  const [from, until] = [minutesAt(text.slice(0, 5)), minutesAt(text.slice(6))]
  return [from, until > from ? until : until + dayMinutes]
}

const formatOf = remember(
  20,
  (timeZone: string) =>
    new Intl.DateTimeFormat('sv', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
      hourCycle: 'h23',
      calendar: 'iso8601',
      numberingSystem: 'latn',
    }),
)

/** The remainder of moments before 1970 too, for which `%` is negative. */
const passedSince = (moment: number, unit: number): number => ((moment % unit) + unit) % unit

/** The clock on the wall of a time zone, as if it were UTC. */
const wallMs = (timeZone: string, moment: number): number =>
  Date.parse(`${formatOf(timeZone).format(moment).replace(' ', 'T')}Z`) + passedSince(moment, 1000)

/** The first moment at which the clock on the wall shows a time, or has passed it where the clock skips it. */
const momentOf = (timeZone: string, wall: number): number => {
  const candidates = [-dayMs, 0, dayMs].map((around) => wall - (wallMs(timeZone, wall + around) - (wall + around)))
  const exact = candidates.filter((moment) => wallMs(timeZone, moment) === wall)
  if (exact.length > 0) return Math.min(...exact)
  // between the two offsets the clock jumps past it
  let [before, after] = [Math.min(...candidates), Math.max(...candidates)]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (wallMs(timeZone, middle) < wall) before = middle
    else after = middle
  }
  return after
}

/** The moments at which a day of the shop's calendar begins and ends. */
export const boundsOfDay = (timeZone: string, date: string): [from: number, until: number] => {
  const wall = Date.parse(date)
  return [momentOf(timeZone, wall), momentOf(timeZone, wall + dayMs)]
}

const dateOf = (wall: number) => new Date(wall).toISOString().slice(0, 10)

/** The day of a moment in a time zone: `2026-12-24`. */
export const dayAt = (timeZone: string, moment: number): string => dateOf(wallMs(timeZone, moment))

/** The spans that begin on the day of a moment on the wall. */
const spansOn = ({ hours, specialDays }: Omit<Opening, 'timeZone'>, wall: number): readonly Span[] => {
  const special = specialDays[dateOf(wall)]
  if (special) return special.map(spanOf)
  if (hours === null) return [[0, dayMinutes]]
  const weekday = weekdays[(new Date(wall).getUTCDay() + 6) % 7]
  return ((weekday && hours[weekday]) ?? []).map(spanOf)
}

const containsWall = (hours: Omit<Opening, 'timeZone'>, wall: number): boolean => {
  const minutes = passedSince(wall, dayMs) / minuteMs
  return [0, 1].some((daysAgo) =>
    spansOn(hours, wall - daysAgo * dayMs).some(([from, until]) => {
      const passed = minutes + daysAgo * dayMinutes
      return passed >= from && passed < until
    }),
  )
}

export const isWithin = (opening: Opening, moment: number): boolean => containsWall(opening, wallMs(opening.timeZone, moment))

/** The ends of all spans from the day before a moment on, in their order: the moments at which the shop may open or close. */
const boundariesFrom = (opening: Opening, wall: number): number[] => {
  const today = wall - passedSince(wall, dayMs)
  const days = Array.from({ length: daysAhead + 1 }, (_, n) => today + (n - 1) * dayMs)
  return days
    .flatMap((day) =>
      spansOn(opening, day)
        .flat()
        .map((minutes) => day + minutes * minuteMs),
    )
    .sort((a, b) => a - b)
}

/** When the shop next opens or closes after a moment; undefined: not within two weeks. */
export const nextChange = (opening: Opening, moment: number): number | undefined => {
  const isOpen = isWithin(opening, moment)
  return boundariesFrom(opening, wallMs(opening.timeZone, moment))
    .map((wall) => momentOf(opening.timeZone, wall))
    .find((change) => change > moment && isWithin(opening, change) !== isOpen)
}
