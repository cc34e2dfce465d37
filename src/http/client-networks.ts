/**
 * The networks that a limit counts an address in. Providers give an IPv6 household a /56 and a company a /48, so a limit for each /64
 * alone could be multiplied by 256 or by 65,536. The wider networks have limits of their own, which are higher: a mobile network may put
 * many customers into one of them.
 */

/** How many times the limit of one address each network of `networksOf` has, in the same order. */
export const networkAllowances: readonly number[] = [1, 4, 16]

/** The address itself; for IPv6, given as its /64, then its /56 and its /48. */
export const networksOf = (address: string): readonly string[] => {
  if (!address.endsWith('::/64')) return [address]
  const [first, second, third, fourth = '0'] = address.split(':')
  const site = `${first}:${second}:${third}`
  const household = (Number.parseInt(fourth, 16) & 0xff00).toString(16)
  return [address, `${site}:${household}::/56`, `${site}::/48`]
}
