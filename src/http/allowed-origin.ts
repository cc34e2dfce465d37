/**
 * Whether an upgrade with this `Origin` is allowed: no Origin (not a browser), a listed one, or the gateway's own, which is the `Host` of
 * the request.
 */
export const isOriginAllowed = (origin: string | undefined, host: string | undefined, allowed: readonly string[]): boolean => {
  if (origin === undefined) return true
  // "null" is the origin of sandboxed frames and local files, whatever site they come from
  if (origin === 'null') return false
  if (allowed.includes(origin)) return true
  if (!host) return false
  const own = host.toLowerCase()
  return origin === `http://${own}` || origin === `https://${own}`
}
