/** The facts for a terminal of 80 columns: the verdict first. */
import { minorUnitDigits, toMajorUnits } from '../../contract/currency.ts'
import type { Explanation, Money } from '../../contract/index.ts'
import { count, moment, sentencesOf, shortNode } from './words.ts'
import { wrap } from './wrap.ts'

type Section = readonly [title: string, lines: string[]]

const hang = '      '
const joined = (parts: readonly (string | undefined | false)[]) =>
  parts.filter((part) => part !== undefined && part !== false && part !== '').join(', ')

const amountOf = (money: Money) => `${toMajorUnits(money).toFixed(minorUnitDigits(money.currency))} ${money.currency}`

const steps = (facts: Explanation): string[] =>
  facts.steps.map(({ at, status, actor, by, node }) => {
    // placing stores no more than the order
    const who = actor === undefined ? `customer, request ${facts.order?.requestId}` : joined([actor, by])
    const where = node === undefined ? 'node not stored' : `node ${shortNode(node)}`
    return `${moment(at, facts)}  ${status.padEnd(18)} ${joined([who, where])}`.trimEnd()
  })

const actions = (facts: Explanation): string[] =>
  facts.actions.map(({ at, event, actor, by, node, refused }) => {
    const where = node === undefined ? undefined : `node ${shortNode(node)}`
    return `${moment(at, facts)}  ${event}  ${joined([actor, by, where, refused && `refused: ${refused}`])}`
  })

const feed = ({ feed: stands }: Explanation): string[] =>
  stands
    ? [
        `at ${stands.head}, stored from ${stands.oldest ?? 'none'}, epoch ${stands.epoch}`,
        stands.waiting === 0
          ? 'nothing waits in the outbox'
          : `${count(stands.waiting, 'push', 'pushes')} of all customers wait in the outbox`,
      ]
    : []

const sendText = ({ at, node, isMissed }: Explanation['events'][number]['sends'][number], facts: Explanation) =>
  `${moment(at, facts)} (${shortNode(node)}${isMissed ? ', when it connected again' : ''})`

const events = (facts: Explanation): string[] =>
  facts.events.flatMap(({ seq, at, event, status, isWaiting, sends }) => [
    `${String(seq).padStart(6)}  ${moment(at, facts)}  ${event}${status === undefined ? '' : `: ${status}`}${isWaiting ? ', waits in the outbox' : ''}`,
    ...(sends.length > 0 ? [`        sent ${joined(sends.map((sent) => sendText(sent, facts)))}`] : []),
  ])

const deviceLines = (facts: Explanation): string[] =>
  facts.devices.flatMap(({ name = 'no name', signedInAt, lastSeenAt, endReason, hasPush, sockets, leaves }) => [
    joined([
      name,
      `signed in ${moment(signedInAt, facts)}`,
      `seen ${moment(lastSeenAt, facts)}`,
      hasPush && 'web push',
      endReason && `ended: ${endReason}`,
    ]),
    ...sockets.map(({ node, since, sent, had, hasRead }) => {
      const has = joined([
        sent !== undefined && `sent up to ${sent}`,
        had !== undefined && `had ${had} when it connected`,
        hasRead ? 'answers' : 'does not answer',
      ])
      return `  open on node ${shortNode(node)} since ${moment(since, facts)}: ${has}`
    }),
    ...leaves.map(({ node, at, sent, reason }) => `  left node ${shortNode(node)} at ${moment(at, facts)} (${reason}), sent up to ${sent}`),
  ])

const nodes = (facts: Explanation): string[] => [
  ...facts.nodes.map(({ node, host, pid, worker, version, startedAt, isDraining, hasRedis }) =>
    joined([
      `${shortNode(node)} is ${node}`,
      `process ${pid} on ${host}`,
      worker > 0 && `worker ${worker}`,
      `version ${version}`,
      `started ${moment(startedAt, facts)}`,
      isDraining && 'stopping',
      hasRedis === false && 'without Redis now',
    ]),
  ),
  ...facts.silentNodes.map((node) => `${shortNode(node)} is ${node}, and has not answered`),
]

const messages = (facts: Explanation): string[] =>
  facts.messages.map(({ channel, template, outcome, attempts, at, nextAt, error }) =>
    joined([
      `${moment(at, facts)}  ${channel} ${template}: ${outcome}`,
      `${count(attempts, 'try', 'tries')}`,
      nextAt && `due ${moment(nextAt, facts)}`,
      error,
    ]),
  )

const payments = (facts: Explanation): string[] =>
  facts.payments.flatMap(({ method, status, amount, provider, reference, at, changedAt, refunds, calls }) => [
    joined([
      `${method} (${provider}): ${status}`,
      amountOf(amount),
      reference,
      `begun ${moment(at, facts)}`,
      `changed ${moment(changedAt, facts)}`,
    ]),
    ...refunds.map(
      (refund) =>
        `  ${joined([`refund: ${refund.status}`, amountOf(refund.amount), refund.reason, refund.reference, moment(refund.at, facts)])}`,
    ),
    ...calls.map(
      ({ call, attempts, nextAt, error }) =>
        `  ${joined([`call ${call} waits`, count(attempts, 'try', 'tries'), `due ${moment(nextAt, facts)}`, error])}`,
    ),
  ])

const orders = (facts: Explanation): string[] =>
  facts.orders.map(({ number, status, placedAt }) => `${number}  ${status.padEnd(18)} placed ${moment(placedAt, facts)}`)

const titleOf = ({ order, account }: Explanation, seq: number | undefined): string => {
  const who = `${account.login} (${account.role}, account ${account.id})`
  if (order) return `Order ${order.number} (${order.id}), ${order.status}, of ${who}`
  return seq === undefined ? `Account ${who}` : `Event ${seq} of ${who}`
}

/** `seq` is the event that was asked for. */
export const printed = (facts: Explanation, seq?: number): string[] => {
  const sections: Section[] = [
    ['Steps', steps(facts)],
    ['Audit log', actions(facts)],
    ['Orders', orders(facts)],
    ['Payments', payments(facts)],
    ['Feed', feed(facts)],
    ['Events', events(facts)],
    ['Devices', deviceLines(facts)],
    ['Messages', messages(facts)],
    ['Nodes', nodes(facts)],
  ]
  return [
    ...wrap(titleOf(facts, seq)),
    '',
    ...sentencesOf(facts).flatMap((sentence) => wrap(`- ${sentence}`, '  ')),
    '',
    ...wrap(`Found at ${facts.at}. Times are UTC; a node is named by the end of its id.`),
    ...sections.flatMap(([title, lines]) => (lines.length > 0 ? ['', title, ...lines.flatMap((line) => wrap(`  ${line}`, hang))] : [])),
  ]
}
