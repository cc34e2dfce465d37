/** What an operator sees, and settings for trying it out. */
import { z } from 'zod'
import { flag, integer, secret, variable } from '../kinds.ts'

export const operating = {
  DRAIN_DELAY_SECONDS: variable(
    'How long a node that stops serves as before while `/readyz` already answers 503, so that proxies send new customers to other nodes. If nothing has asked for /readyz in the last minute, it does not wait.',
    'seconds, 0 to 300',
    integer(5, 0, 300),
  ),
  METRICS_TOKEN: secret(
    'The bearer token that /metrics requires. Unset: it requires none.',
    'at least 16 characters',
    z.string().min(16).optional(),
  ),
  METRICS_PORT: variable(
    'A separate port for /metrics, which PORT then does not serve.',
    'a port, 1 to 65535, other than PORT',
    z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(1).max(65_535)).optional(),
  ),
  AUDIT_DAYS: variable(
    'How long the audit log is kept. Rows go by the month, so some stay up to 31 days longer.',
    'days, 30 to 730',
    integer(365, 30, 730),
  ),
  LOG_LEVEL: variable(
    'The lowest level of log lines to print.',
    'fatal, error, warn, info, debug, trace or silent',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).prefault('info'),
  ),
  NODE_ENV: variable(
    'With `production`, the gateway refuses settings that are only for tests.',
    'a word, such as production',
    z.string().prefault('development'),
  ),
  DEMO: variable('Loads the shop of SHOP and creates the demo accounts, whose passwords are public.', '0 or 1', flag),
  SHOP: variable(
    'The file of the shop that DEMO=1 loads into a new database. Unset: shop/sample.yaml.',
    'the path of a YAML or JSON file',
    z.string().optional(),
  ),
  AUTOPILOT: variable('Plays the staff, so that orders move on their own.', '0 or 1', flag),
}
