import type { NewsKind } from '../../staff/state/news.ts'
import type { SectionName } from '../../staff/state/places.ts'
import type { Sound } from '../../staff/state/settings.ts'
import type { OrderStatus } from '../words.ts'

export const tickets = {
  tickets: {
    section: {
      open: 'Open',
      mine: 'Your rides',
      free: 'Ready to take',
      soon: 'Ready soon',
      later: 'Scheduled',
    } satisfies Record<Exclude<SectionName, OrderStatus>, string>,
    all: 'All',
    toCook: 'To cook',
    late: 'Late',
    allergy: 'Allergies',
    filter: 'Show',
    search: 'Number, dish or name',
    station: 'Station',
    everyStation: 'All stations',
    more: (count: number) => `Show ${count} more`,
    moreForLater: 'Show later ones',
    nothing: 'No order matches.',
    age: (minutes: number) => `${minutes} min`,
    due: (time: string) => `due ${time}`,
    dueIn: (minutes: number) => `in ${minutes} min`,
    lateBy: (minutes: number) => `${minutes} min late`,
    begin: (time: string) => `begin ${time}`,
    delay: 'Takes longer',
    delayHint: 'The customer is told at once.',
    delayBy: (minutes: number) => `+${minutes} min`,
    allDay: 'To cook in all',
    allDayEmpty: 'Nothing to cook.',
    allergyBanner: 'Allergy',
    dietBanner: 'Diet',
    conflict: (dish: string, ingredients: string) => `Accepted: ${ingredients} in ${dish}`,
    badge: { arrived: 'New', changed: 'Changed', cancelled: 'Cancelled', overdue: 'Not confirmed', late: 'Late' } satisfies Record<
      NewsKind,
      string
    >,
    news: { arrived: 'New', changed: 'Changed', cancelled: 'Cancelled', overdue: 'Not confirmed', late: 'Late' } satisfies Record<
      NewsKind,
      string
    >,
    newsTitle: 'Orders',
    seen: 'OK',
    seenAll: 'OK, all seen',
    undo: 'Undo',
    undoStep: (number: number, step: string) => `Undo order ${number}: ${step}`,
    alerts: 'Alerts and keys',
    sound: 'Sound',
    sounds: { bell: 'Bell', wood: 'Wood block', buzzer: 'Buzzer', off: 'No sound' } satisfies Record<Sound, string>,
    silenced: 'Tap anywhere to turn the sound on.',
    repeat: 'Repeat until someone taps OK',
    vibrate: 'Vibrate',
    notify: 'Show notifications in the background',
    notifyDenied: 'This browser does not allow notifications from this page.',
    keepAwake: 'Keep the screen on',
    bumpBar: 'Bump bar: the key of a ticket takes its next step at once',
    keys: 'Keys',
    keyHints: { digits: 'choose', enter: 'next step', undo: 'undo', seen: 'OK', search: 'search', help: 'all keys' },
    keyTexts: {
      digits: 'Choose the ticket with this key',
      arrows: 'Go to the next or previous ticket',
      enter: 'Take the next step of the chosen ticket',
      undo: 'Undo the latest step',
      seen: 'OK: acknowledge what is new',
      search: 'Search',
      help: 'Show this list',
    },
  },
}
