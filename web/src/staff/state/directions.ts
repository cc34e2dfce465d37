/** Links that open the way to a customer in the map of the device. */
import type { QueueOrder } from '#contract'

export type Device = 'android' | 'apple' | 'other'

/** An iPad calls itself a Macintosh, but no Macintosh has a touch screen. */
export const deviceOf = ({ userAgent, maxTouchPoints }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): Device => {
  if (/Android/i.test(userAgent)) return 'android'
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'apple'
  return /Macintosh/.test(userAgent) && maxTouchPoints > 1 ? 'apple' : 'other'
}

/** `geo:` puts a label in parentheses behind the place. */
const encode = (text: string) => encodeURIComponent(text).replace(/[()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)

/** Android knows `geo:` (RFC 5870). iOS and computers do not: there a web address opens the map, as an application or as a page. */
export const directionsTo = (
  { address, location }: Pick<QueueOrder['delivery'], 'address' | 'location'>,
  device = deviceOf(navigator),
): string | undefined => {
  const point = location && `${location.lat},${location.lng}`
  const place = point ?? (address && encode(address))
  if (place === undefined) return undefined
  if (device === 'apple') return `https://maps.apple.com/?daddr=${place}`
  if (device === 'other') return `https://www.google.com/maps/dir/?api=1&destination=${place}`
  const label = address === undefined ? '' : `(${encode(address)})`
  return point ? `geo:${point}?q=${point}${label}` : `geo:0,0?q=${place}`
}
