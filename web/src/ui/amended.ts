/** What the staff changed of an order, in words. */

export const portions = ({ quantity, name }: { quantity: number; name: string }): string =>
  quantity === 1 ? name : `${quantity} × ${name}`

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
