/** What is generated, by the name that the markers use. */
import { configTable } from '../../src/config.ts'
import { roles } from '../../src/contract/index.ts'
import { failures } from '../../src/errors.ts'
import { createMetrics } from '../../src/metrics.ts'
import { finalStatuses, queueOf, transitions } from '../../src/orders/transitions.ts'
import { copiesOf, dependencies } from './dependencies.ts'
import { pushTable, requestTable, shapeTable } from './events.ts'
import { code, table } from './markdown.ts'

const errors = () =>
  table(
    ['reason', 'code', 'retryable', 'message'],
    Object.entries(failures).map(([reason, { code: of, message, retryable }]) => [
      code(reason),
      code(of),
      retryable ? 'yes' : 'no',
      message,
    ]),
  )

const environment = () =>
  table(
    ['variable', 'default', 'takes', 'meaning'],
    configTable().map(({ name, default: fallback, takes, description }) => [
      code(name),
      fallback ? code(fallback) : '',
      takes,
      description,
    ]),
  )

const steps = () =>
  table(
    ['from', 'to', 'by'],
    Object.entries(transitions).flatMap(([from, targets]) =>
      Object.entries(targets).map(([to, actors]) => [code(from), code(to), actors.join(', ')]),
    ),
  )

const queues = () =>
  table(
    ['role', 'sees the orders that are'],
    roles.filter((role) => role !== 'customer').map((role) => [role, queueOf(role).map(code).join(', ')]),
  )

const metrics = () => {
  const nothing = () => 0
  const pool = () => ({ used: 0, idle: 0, waiting: 0 })
  const { registry } = createMetrics({ node: '', engine: 'uws', version: '', pool, outboxDepth: nothing, passwordQueue: nothing })
  const ours = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('customerbackend_'))
  return table(
    ['metric', 'kind', 'labels', 'tells'],
    ours.map(({ name, type, help, ...metric }) => [
      code(name),
      String(type),
      'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.map(code).join(', ') : '',
      help,
    ]),
  )
}

const production = () =>
  table(
    ['package', 'installed', 'at least', 'what for', 'because of'],
    Object.entries(dependencies).flatMap(([name, { floor, for: purpose, because = '' }]) => {
      const versions = new Set(copiesOf(name).map(({ version = '' }) => version))
      return versions.size === 0 ? [] : [[code(name), [...versions].sort().join(', '), floor, purpose, because]]
    }),
  )

export const parts: Readonly<Record<string, () => string>> = {
  errors,
  environment,
  transitions: steps,
  'final-statuses': () => finalStatuses.map(code).join(', '),
  queues,
  metrics,
  dependencies: production,
  'requests-guest': requestTable('/guest'),
  'requests-customer': requestTable('/'),
  'requests-staff': requestTable('/staff'),
  'pushes-guest': pushTable('/guest'),
  'pushes-customer': pushTable('/'),
  'pushes-staff': pushTable('/staff'),
  shapes: shapeTable,
}
