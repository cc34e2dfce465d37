/** What the staff changed of an order, in words. */
import { listed } from '../language/isolate.ts'

interface Portions {
  quantity: number
  name: string
  choices?: readonly { name: string }[] | undefined
}

/** With what is chosen: the same dish may come with something else. */
export const portions = ({ quantity, name, choices = [] }: Portions): string => {
  const chosen = choices.length > 0 ? ` (${listed(choices.map((choice) => choice.name))})` : ''
  return `${quantity === 1 ? '' : `${quantity} × `}${name}${chosen}`
}

/** What of a line an amendment is about, as long as it is in the order. */
export const missingOf = (
  { items }: { items: readonly (Pick<Portions, 'choices'> & { line: number })[] },
  { line, quantity, name }: Portions & { line: number },
): Portions => ({ quantity, name, choices: items.find((item) => item.line === line)?.choices })

/** Minutes and seconds, 4:05. Undefined: the time is over. */
export const timeLeft = (until: string, now: number): string | undefined => {
  const seconds = Math.ceil((Date.parse(until) - now) / 1000)
  if (seconds <= 0) return undefined
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

const withoutPortions = ['taken_out', 'accepted', 'declined', 'expired'] as const

/** What is no longer delivered, and what came instead. Of a rejected order nothing is delivered. */
export const removedOf = <Change extends { outcome: string }>({
  amendments = [],
  status,
}: {
  amendments?: readonly Change[] | undefined
  status?: string
}): Change[] => (status === 'rejected' ? [] : amendments.filter(({ outcome }) => withoutPortions.some((each) => each === outcome)))
