/** How much one client may do. */
import { z } from 'zod'
import { integer, isNetwork, list, variable } from '../kinds.ts'

export const limits = {
  RATE_LIMITS: variable(
    'Whether requests, sign-ins and connections are rate limited. Use off only for load tests.',
    'on or off',
    z.enum(['on', 'off']).prefault('on'),
  ),
  MAX_CONNECTIONS_PER_ADDRESS: variable(
    'The most open connections of one IP address, on all nodes together. For IPv6: of one /64; a /56 may have 4 times as many, a /48 16 times.',
    'connections, 1 to 1000000',
    integer(200, 1, 1_000_000),
  ),
  TRUSTED_PROXIES: variable(
    'The proxies whose X-Forwarded-For header is trusted.',
    'IP addresses and CIDR ranges, comma-separated: 127.0.0.1,10.0.0.0/8',
    list(isNetwork),
  ),
}
