/** Changes that were asked for and not answered yet. The browser stores them until the customer signs out, so that they outlive the page. */
import type { Money, RequestPayload } from '#contract'
import { isObject, keysWith, loadJson, remove, store } from '../../ui/storage.ts'

/** Requests that create or change an order or its payment. Each is answered with the order. */
type ChangeEvent = 'order:place' | 'order:cancel' | 'order:answer_substitution' | 'payment:retry'

export type Change = { [Event in ChangeEvent]: { event: Event; payload: RequestPayload<'/', Event> } }[ChangeEvent] & {
  /** Of a new order: the total that the customer saw. */
  total?: Money
}

export type Intent = Change & {
  /** Only this account repeats it, when several use this browser. */
  accountId: string
  /** When the customer asked for it, in milliseconds since 1970. */
  at: number
}

const prefix = 'intent:'
/** The gateway promises to know a requestId for this long. */
const storedForMs = 24 * 3_600_000

const events: readonly unknown[] = ['order:place', 'order:cancel', 'order:answer_substitution', 'payment:retry'] satisfies ChangeEvent[]

const isIntent = (stored: unknown): stored is Intent =>
  isObject(stored) && events.includes(stored.event) && isObject(stored.payload) && typeof stored.at === 'number'

/** The intents of an account, the oldest first. Deletes those of every account that are too old, and what is not an intent. */
export const intentsOf = (accountId: string): Intent[] => {
  const intents: Intent[] = []
  for (const key of keysWith(prefix)) {
    const intent = loadJson(key)
    if (!isIntent(intent) || Date.now() - intent.at > storedForMs) remove(key)
    else if (intent.accountId === accountId) intents.push(intent)
  }
  return intents.sort((a, b) => a.at - b.at)
}

/** Deletes every intent, because it holds an address. A page without a session has none: the next person may use the same browser. */
export const forgetIntents = (): void => keysWith(prefix).forEach(remove)

const keyOf = ({ payload }: Intent) => prefix + payload.requestId
const contentOf = ({ event, payload }: Change) => JSON.stringify([event, { ...payload, requestId: undefined }])

/** Stores an intent. Asking again for something that is still unanswered is the same intent, with the same requestId. */
export const storeIntent = (fresh: Intent): Intent => {
  const held = intentsOf(fresh.accountId).find((each) => contentOf(each) === contentOf(fresh))
  const intent: Intent = held ? { ...held, at: fresh.at, ...(fresh.total && { total: fresh.total }) } : fresh
  store(keyOf(intent), JSON.stringify(intent))
  return intent
}

export const deleteIntent = (intent: Intent): void => remove(keyOf(intent))
