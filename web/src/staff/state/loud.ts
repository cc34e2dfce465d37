/** Makes news heard, felt and seen, also where the page is in the background. */
import { effect, signal } from '@preact/signals'
import { t } from '../../language/staff-language.ts'
import { titleCount } from '../../ui/page.tsx'
import { play, prepareSound } from '../sound/play.ts'
import { acknowledge, type News, type NewsKind, news, newsKinds, onNews } from './news.ts'
import { push, pushedTo } from './push.ts'
import { roleNow } from './queue.ts'
import { settings } from './settings.ts'

const repeatEveryMs = 8000
const vibrations: Readonly<Record<NewsKind, readonly number[]>> = {
  cancelled: [500, 150, 500],
  short: [400, 100, 400],
  stranded: [400, 100, 400, 100, 400],
  overdue: [400, 100, 400, 100, 400],
  late: [150, 100, 150, 100, 150],
  changed: [200, 100, 200],
  arrived: [300],
}

const mostUrgent = (some: readonly News[]) => newsKinds.find((kind) => some.some((each) => each.kind === kind))

const sound = (some: readonly News[]) => {
  const kind = mostUrgent(some)
  if (!kind) return
  play(settings.value.sound, kind)
  if (settings.value.vibrate && 'vibrate' in navigator) navigator.vibrate([...vibrations[kind]])
}

/** For example: "New: 1024, 1025. Late: 1010." */
export const inWords = (some: readonly News[]): string =>
  newsKinds
    .map((kind) => [kind, some.filter((each) => each.kind === kind)] as const)
    .filter(([, those]) => those.length > 0)
    .map(([kind, those]) => `${t().tickets.news[kind]}: ${those.map(({ order }) => order.number).join(', ')}.`)
    .join(' ')

export const mayNotify = signal('Notification' in window ? Notification.permission : 'denied')

export const askToNotify = async (): Promise<void> => {
  mayNotify.value = await Notification.requestPermission()
}

/** What the service worker shows already. */
const isPushed = ({ kind }: News) => {
  const role = roleNow()
  return push.state.peek() === 'on' && role !== undefined && role !== 'customer' && pushedTo[role].includes(kind)
}

const showNotification = (news: readonly News[]) => {
  const some = news.filter((each) => !isPushed(each))
  if (some.length === 0 || mayNotify.value !== 'granted' || document.visibilityState === 'visible') return
  try {
    const shown = new Notification(t().tickets.newsTitle, { body: inWords(some), tag: 'news', requireInteraction: true })
    shown.onclick = () => {
      focus()
      shown.close()
    }
  } catch {
    // Chrome on Android shows notifications of service workers only; sound and vibration remain
  }
}

/** What screen readers read out: the latest news. */
export const spoken = signal('')

/** Call this once. */
export const callOut = (): void => {
  prepareSound()
  onNews((some) => {
    sound(some)
    showNotification(some)
    spoken.value = inWords(some)
  })
  effect(() => {
    titleCount.value = new Set(news.value.map(({ order }) => order.id)).size
  })
  setInterval(() => settings.value.repeat && sound(news.value), repeatEveryMs)
}

export const acknowledgeAll = (): void => {
  acknowledge()
  spoken.value = ''
}
