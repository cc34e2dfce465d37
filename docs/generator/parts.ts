/** The generated parts of the documents, by the name in their markers. */
import { help as loadHelp } from '../../bench/loadtest/help.ts'
import { configTable } from '../../src/config.ts'
import { roles } from '../../src/contract/index.ts'
import { finalStatuses, queueOf, transitions, undoableStatuses } from '../../src/contract/order-life.ts'
import { paymentTransitions } from '../../src/contract/payment-life.ts'
import { failures } from '../../src/errors.ts'
import { nothingWaits } from '../../src/gateway/backlog.ts'
import { registerNodeState } from '../../src/metrics/node.ts'
import { createMetrics } from '../../src/metrics.ts'
import { readExamples } from '../../src/reference/examples.ts'
import { pushTable, requestTable, shapeTable } from './events.ts'
import { code, table } from './markdown.ts'
import { folders, packageTable, roomTable } from './rooms-tables.ts'

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
    configTable().map(({ name, file, default: fallback, takes, description }) => [
      file ? `${code(name)} or ${code(file)}` : code(name),
      fallback ? code(fallback) : '',
      takes,
      description,
    ]),
  )

const steps = (of: object, by: string) =>
  table(
    ['from', 'to', by],
    Object.entries<Record<string, readonly string[]>>({ ...of }).flatMap(([from, targets]) =>
      Object.entries(targets).map(([to, actors]) => [code(from), code(to), actors.join(', ')]),
    ),
  )

const queues = () =>
  table(
    ['role', 'sees the orders that are'],
    roles.filter((role) => role !== 'customer').map((role) => [role, queueOf(role).map(code).join(', ')]),
  )

const metrics = () => {
  const pool = () => ({ used: 0, idle: 0, waiting: 0 })
  const { registry } = createMetrics({
    node: '',
    engine: 'uws',
    build: '',
    version: '',
    pool,
    backlog: nothingWaits(),
    passwordQueue: () => 0,
  })
  registerNodeState(registry, { seesDatabase: () => true, isDraining: () => false, dataDir: '', certificateEndsAt: () => undefined })
  const ours = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('customerbackend_'))
  return table(
    ['metric', 'kind', 'labels', 'meaning'],
    ours.map(({ name, type, help, ...metric }) => [
      code(name),
      String(type),
      'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.map(code).join(', ') : '',
      help,
    ]),
  )
}

const longest = 220

const transcript = () => {
  const lines = readExamples().frames.map(({ from, text }) => {
    const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
    return `${from === 'client' ? '→' : '←'} ${cut}`
  })
  return `\`\`\`\n${lines.join('\n')}\n\`\`\``
}

export const parts: Readonly<Record<string, () => string>> = {
  folders,
  rooms: roomTable,
  'room-packages': packageTable,
  errors,
  environment,
  transitions: () => steps(transitions, 'by'),
  'payment-transitions': () => steps(paymentTransitions, 'moved by'),
  'final-statuses': () => finalStatuses.map(code).join(', '),
  'undoable-statuses': () => undoableStatuses.map(code).join(', '),
  queues,
  metrics,
  'requests-guest': requestTable('/guest'),
  'requests-customer': requestTable('/'),
  'requests-staff': requestTable('/staff'),
  'pushes-guest': pushTable('/guest'),
  'pushes-customer': pushTable('/'),
  'pushes-staff': pushTable('/staff'),
  'pushes-track': pushTable('/track'),
  shapes: shapeTable,
  'load-options': () => `\`\`\`\n${loadHelp}\n\`\`\``,
  transcript,
}
