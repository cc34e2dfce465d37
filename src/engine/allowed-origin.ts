/**
 * Whether a handshake may come from this `Origin`: no Origin at all (not a browser), one that is listed exactly,
 * or the gateway's own, which is what the request's `Host` says.
 */
export const isOriginAllowed = (origin: string | undefined, host: string | undefined, allowed: readonly string[]): boolean => {
  if (origin === undefined) return true
  // sandboxed frames and files of every site share the origin "null"
  if (origin === 'null') return false
  if (allowed.includes(origin)) return true
  if (!host) return false
  const own = host.toLowerCase()
  return origin === `http://${own}` || origin === `https://${own}`
}
