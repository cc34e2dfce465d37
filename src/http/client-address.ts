import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = readonly [Address, number]

/** Ignores the port and brackets that some proxies write. An IPv4-mapped IPv6 address becomes IPv4. */
const parse = (text: string): Address | undefined => {
  const bare = text.match(/^\[([^\]]+)\](?::\d+)?$/)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1')
  // ipaddr.js would also accept 127.1 and 0x7f000001
  if (!bare.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(bare)) return undefined
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined
}

const parseRange = (text: string): Range => {
  if (text.includes('/')) {
    const [network, bits] = ipaddr.parseCIDR(text)
    // an IPv4 address in IPv6 is compared as IPv4
    return network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() ? [network.toIPv4Address(), bits - 96] : [network, bits]
  }
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

const includes = (range: Range, address: Address) => range[0].kind() === address.kind() && address.match(range[0], range[1])

/** The lists come from the configuration and live as long as the process. */
const parsed = new WeakMap<readonly string[], readonly Range[]>()

const rangesOf = (trusted: readonly string[]): readonly Range[] => {
  const ranges = parsed.get(trusted) ?? trusted.map(parseRange)
  parsed.set(trusted, ranges)
  return ranges
}

/**
 * The IP address of the client. Reads `X-Forwarded-For` from the right, past the trusted proxies, and only if the peer is one of them:
 * clients can forge everything that a trusted proxy did not append. `trusted` holds IP addresses and CIDR ranges.
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

/** The address for limits: of an IPv6 address the first 64 bits, because one customer usually has all addresses of a /64. */
export const clientNetwork = (peer: string, forwardedFor: string | undefined, trusted: readonly string[]): string => {
  const address = clientAddress(peer, forwardedFor, trusted)
  if (!ipaddr.IPv6.isValid(address)) return address
  return `${ipaddr.IPv6.parse(address)
    .parts.slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
