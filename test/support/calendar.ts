/** Local time, computed slowly and simply: by asking Intl for the wall clock of a time zone. */
import type { Database } from '../../src/database/database.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (timeZone: string) => {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' })
  formats.set(timeZone, made)
  return made
}

/** The wall clock at an instant (in milliseconds). */
export const localTime = (instant: number, timeZone: string): { date: string; hour: number } => {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  return { date: `${parts.year}-${parts.month}-${parts.day}`, hour: Number(parts.hour) }
}

export const addDays = (date: string, days: number): string => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)

const starts = new Map<string, number>()

/** The first instant of a date in a time zone. Clocks change on whole minutes. */
export const startOf = (date: string, timeZone: string): number => {
  const known = starts.get(`${timeZone} ${date}`)
  if (known !== undefined) return known
  let [before, after] = [Date.parse(date) / 60_000 - 15 * 60, Date.parse(date) / 60_000 + 15 * 60]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (localTime(middle * 60_000, timeZone).date < date) before = middle
    else after = middle
  }
  starts.set(`${timeZone} ${date}`, after * 60_000)
  return after * 60_000
}

/** From 1, Monday, to 7, Sunday. */
export const weekdayOf = (date: string): number => ((new Date(date).getUTCDay() + 6) % 7) + 1

/** The days of these years on which the clocks change. */
export const clockChanges = (timeZone: string, years: readonly number[]): string[] =>
  years.flatMap((year) =>
    Array.from({ length: 365 }, (_, n) => addDays(`${year}-01-01`, n)).filter(
      (date) => startOf(addDays(date, 1), timeZone) - startOf(date, timeZone) !== 86_400_000,
    ),
  )

/** A time zone in which it is about noon. */
const zoneOfNoon = (): string => {
  const behind = new Date().getUTCHours() - 12
  // these zones count the other way round
  return behind === 0 ? 'Etc/UTC' : `Etc/GMT${behind > 0 ? '+' : ''}${behind}`
}

/** Moves the shop to where no day ends during a test. */
export const moveToNoon = (database: Pick<Database, 'query'>): Promise<unknown> =>
  database.query('update store set time_zone = $1, settings_version = settings_version + 1', [zoneOfNoon()])
