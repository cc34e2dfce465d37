/** Changes that were asked for and not answered yet. The browser stores them until the customer signs out, so that they outlive the page. */
import type { RequestPayload } from '#contract'

/** Requests that create or change an order or its payment. Each is answered with the order. */
type ChangeEvent = 'order:place' | 'order:reorder' | 'order:cancel' | 'payment:retry'

export type Change = { [Event in ChangeEvent]: { event: Event; payload: RequestPayload<'/', Event> } }[ChangeEvent]

export type Intent = Change & {
  /** Only this account repeats it, when several use this browser. */
  accountId: string
  /** When the customer asked for it, in milliseconds since 1970. */
  at: number
}

const prefix = 'intent:'
/** The gateway promises to know a requestId for this long. */
const storedForMs = 24 * 3_600_000

const read = (key: string): Intent | undefined => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** The intents of an account, the oldest first. Deletes those of every account that are too old. */
export const intentsOf = (accountId: string): Intent[] => {
  const intents: Intent[] = []
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
    const intent = read(key)
    if (!intent || Date.now() - intent.at > storedForMs) localStorage.removeItem(key)
    else if (intent.accountId === accountId) intents.push(intent)
  }
  return intents.sort((a, b) => a.at - b.at)
}

/** Deletes every intent, because it holds an address. A page without a session has none: the next person may use the same browser. */
export const forgetIntents = (): void => {
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) localStorage.removeItem(key)
}

const keyOf = ({ payload }: Intent) => prefix + payload.requestId
const contentOf = ({ event, payload }: Change) => JSON.stringify([event, { ...payload, requestId: undefined }])

/** Stores an intent. Asking again for something that is still unanswered is the same intent, with the same requestId. */
export const storeIntent = (fresh: Intent): Intent => {
  const intent = { ...(intentsOf(fresh.accountId).find((held) => contentOf(held) === contentOf(fresh)) ?? fresh), at: fresh.at }
  localStorage.setItem(keyOf(intent), JSON.stringify(intent))
  return intent
}

/** Returns whether it was still stored: of several tabs that get its answer, one is the first. */
export const deleteIntent = (intent: Intent): boolean => {
  const wasStored = localStorage.getItem(keyOf(intent)) !== null
  localStorage.removeItem(keyOf(intent))
  return wasStored
}
