/** The times for which an order can be scheduled, as the gateway offers them. */
import { batch, computed, effect, signal, untracked } from '@preact/signals'
import type { RequestData } from '#contract'
import { clock, dateOf, timeZone } from '../../language/language.ts'
import { limits } from '../../ui/limits.ts'
import { now } from '../../ui/now.ts'
import { at, isLater, location } from './checkout.ts'
import { refreshQuote, soonest } from './quote.ts'
import { customer, session } from './session.ts'
import { shop } from './shop.ts'

export type Slot = RequestData<'/', 'slot:list'>['slots'][number]

const quarterMs = 15 * 60_000
const dayMs = 24 * 60 * 60_000

interface Offer {
  /** `2026-03-01`, in the time zone of the page. */
  date: string
  slots: readonly Slot[]
}

/** The day that the customer has chosen. */
const wanted = signal<string | undefined>(undefined)
const offer = signal<Offer | undefined>(undefined)

const dateOfTime = computed(() => (at.value === '' ? undefined : dateOf(Date.parse(at.value))))
/** The day whose times are shown. Undefined until the first day with a time is found. */
export const day = computed(() => wanted.value ?? offer.value?.date ?? dateOfTime.value)
/** The times of the day. Undefined while they are not there. */
export const slots = computed(() => (offer.value?.date === day.value ? offer.value?.slots : undefined))

const dateAfter = (date: string, days: number) => new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)

const quarter = computed(() => Math.floor(now.value / quarterMs) * quarterMs)
const today = computed(() => dateOf(quarter.value))
export const days = computed(() => Array.from({ length: limits.scheduleDays + 1 }, (_, n) => dateAfter(today.value, n)))

/** The days of the shop's calendar that share a moment with a day of the page's time zone. */
const shopDaysOf = (date: string): string[] => {
  const zone = timeZone.value ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
  return shop.value?.timeZone === zone ? [date] : [-1, 0, 1].map((days) => dateAfter(date, days))
}

const slotsOf = async (date: string): Promise<Slot[]> => {
  const where = location.value ? { location: location.value } : {}
  const answers = await Promise.all(shopDaysOf(date).map((each) => customer().request('slot:list', { date: each, ...where })))
  // an order as soon as possible would be there earlier
  const isUseful = ({ from }: Slot) => soonest.value === undefined || from >= soonest.value
  return answers.flatMap((answer) => answer.slots).filter((slot) => dateOf(Date.parse(slot.from)) === date && isUseful(slot))
}

const offerOn = async (date: string): Promise<Offer> => ({ date, slots: await slotsOf(date) })

/** The first day that has a time. */
const firstOffer = async (): Promise<Offer> => {
  for (const date of days.value) {
    const found = await offerOn(date)
    if (found.slots.some(({ available }) => available)) return found
  }
  return { date: today.value, slots: [] }
}

/** The time of the day that the customer had chosen, or else the first that can be had. */
const choose = (offered: readonly Slot[], time: string): string =>
  (offered.find(({ from, available }) => available && clock(from) === time) ?? offered.find(({ available }) => available))?.from ?? ''

let newest = 0

const show = async (date: string | undefined) => {
  newest += 1
  const thisOne = newest
  const found = date === undefined ? await firstOffer() : await offerOn(date)
  if (thisOne !== newest) return
  batch(() => {
    offer.value = found
    if (dateOfTime.value !== found.date) at.value = choose(found.slots, at.value && clock(at.value))
    // others have taken the last place meanwhile
    else if (found.slots.some(({ from, available }) => from === at.value && !available)) refreshQuote()
  })
}

/** Keeps the times up to date until the returned function is called. A time that is chosen stays, also when it can no longer be had. */
export const keepSlots = (): (() => void) => {
  const stop = effect(() => {
    // read here, so that a change of any of them runs this effect again
    void [session.value, wanted.value, quarter.value, location.value, shop.value, timeZone.value]
    // without a connection the times stay as they were
    if (session.value) untracked(() => void show(day.value).catch(() => undefined))
  })
  return () => {
    stop()
    newest += 1
    wanted.value = undefined
    offer.value = undefined
  }
}

export const chooseDay = (date: string): void => {
  wanted.value = date
}

/** Schedules the order for a time that the gateway has suggested. */
export const scheduleFor = (moment: string): void =>
  batch(() => {
    isLater.value = true
    at.value = moment
    chooseDay(dateOf(Date.parse(moment)))
  })
