/** What was asked for and not answered yet. The browser keeps it, so that it outlives the page that asked. */
import type { RequestPayload } from '#contract'

/** What makes an order, or changes it or its payment. Each of them answers with the order. */
type Lasting = 'order:place' | 'order:reorder' | 'order:cancel' | 'payment:retry'

export type Wish = { [Event in Lasting]: { event: Event; payload: RequestPayload<'/', Event> } }[Lasting]

export type Intent = Wish & {
  /** No other account of this browser asks for it. */
  accountId: string
  /** When it was wanted, in milliseconds since 1970. */
  at: number
}

const prefix = 'intent:'
/** As long as the gateway promises to know a requestId. */
const keptForMs = 24 * 3_600_000

const read = (key: string): Intent | undefined => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** An account's, the oldest first. Those of anybody that nobody came back for are dropped. */
export const intentsOf = (accountId: string): Intent[] => {
  const intents: Intent[] = []
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
    const intent = read(key)
    if (!intent || Date.now() - intent.at > keptForMs) localStorage.removeItem(key)
    else if (intent.accountId === accountId) intents.push(intent)
  }
  return intents.sort((a, b) => a.at - b.at)
}

const keyOf = ({ payload }: Intent) => prefix + payload.requestId
const contentOf = ({ event, payload }: Wish) => JSON.stringify([event, { ...payload, requestId: undefined }])

/** Writes it down. What was wanted already, and is not answered, is the same intent again. */
export const intend = (fresh: Intent): Intent => {
  const intent = { ...(intentsOf(fresh.accountId).find((held) => contentOf(held) === contentOf(fresh)) ?? fresh), at: fresh.at }
  localStorage.setItem(keyOf(intent), JSON.stringify(intent))
  return intent
}

/** Whether it was still there: of several tabs that have its answer, one hears yes. */
export const forget = (intent: Intent): boolean => {
  const isThere = localStorage.getItem(keyOf(intent)) !== null
  localStorage.removeItem(keyOf(intent))
  return isThere
}
