import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = readonly [Address, number]

/** With the port and the brackets that some proxies write left off, an IPv4 address in IPv6 as IPv4. */
const parse = (text: string): Address | undefined => {
  const bare = text.match(/^\[([^\]]+)\](?::\d+)?$/)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1')
  // ipaddr.js would also take 127.1 and 0x7f000001
  if (!bare.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(bare)) return undefined
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined
}

const parseRange = (text: string): Range => {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

const includes = (range: Range, address: Address) => range[0].kind() === address.kind() && address.match(range[0], range[1])

/** The lists come from the configuration, one for the life of the process. */
const parsed = new WeakMap<readonly string[], readonly Range[]>()

const rangesOf = (trusted: readonly string[]): readonly Range[] => {
  const ranges = parsed.get(trusted) ?? trusted.map(parseRange)
  parsed.set(trusted, ranges)
  return ranges
}

/**
 * Who really asks: the last of the hops that no trusted proxy vouches for. `X-Forwarded-For` is read from the right,
 * since only what our own proxies have appended is true, and only if the peer is one of them.
 * `trusted` holds IP addresses and CIDR ranges.
 */
export const clientAddress = (peer: string, forwardedFor: string | undefined, trusted: readonly string[]): string => {
  const known = parse(peer)
  if (!known) return peer
  let address: Address = known
  if (!forwardedFor || trusted.length === 0) return address.toString()
  const ranges = rangesOf(trusted)
  const hops = forwardedFor.split(',')
  while (ranges.some((range) => includes(range, address))) {
    const hop = hops.pop()
    const next = hop === undefined ? undefined : parse(hop.trim())
    if (!next) break
    address = next
  }
  return address.toString()
}

/** The address that limits count under: of IPv6 the first 64 bits, which any one customer has to himself. */
export const clientNetwork = (peer: string, forwardedFor: string | undefined, trusted: readonly string[]): string => {
  const address = clientAddress(peer, forwardedFor, trusted)
  if (!ipaddr.IPv6.isValid(address)) return address
  return `${ipaddr.IPv6.parse(address)
    .parts.slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
