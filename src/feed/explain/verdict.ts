/** What the facts mean: the answer to "why did I not hear of it", the most important first. src/feed/explain/words.ts and the staff board put it in words. */
import type { Explanation, Finding } from '../../contract/index.ts'

type Facts = Omit<Explanation, 'verdict'>
type Device = Facts['devices'][number]
type Event = Facts['events'][number]

const named = ({ name }: Pick<Device, 'name'>) => (name === undefined ? {} : { device: name })

/** The event itself: whether it exists, and where it is. */
const aboutEvent = ({ feed, order }: Facts, event: Event | undefined, asked: number | undefined): Finding[] => {
  if (!feed) return []
  if (event) {
    const { seq, at, status } = event
    const newest: Finding = { finding: 'newest_event', seq, at, event: event.event, ...(status && { status }) }
    return [newest, ...(event.isWaiting ? [{ finding: 'event_waits', seq, at } as const] : [])]
  }
  if (asked !== undefined && asked > feed.head) return [{ finding: 'event_to_come', seq: asked, had: feed.head }]
  if (asked !== undefined) return [{ finding: 'event_gone', seq: asked, ...(feed.oldest !== undefined && { had: feed.oldest }) }]
  return [{ finding: 'no_event', ...(order && { at: order.placedAt }) }]
}

/** To how many sockets of each node it was sent, and when first. */
const sendsOf = ({ seq, sends }: Event): Finding[] => {
  const found: (Finding & { sockets: number })[] = []
  for (const { node, at, isMissed } of sends.toSorted((one, other) => (one.at < other.at ? -1 : 1))) {
    const same = found.find((one) => one.node === node && one.isMissed === isMissed)
    if (same) same.sockets += 1
    else found.push({ finding: 'event_sent', seq, node, at, sockets: 1, isMissed })
  }
  return found
}

/** What a socket has of the feed up to `head`. */
const socketFinding = (device: Device, socket: Device['sockets'][number], seq: number): Finding[] => {
  const { node, sent, had, hasRead, since } = socket
  if (sent === undefined) return []
  const about = { node, seq: sent, at: since, ...named(device), ...(had !== undefined && { had }) }
  if (sent < seq) return [{ finding: 'device_lacks', ...about }]
  return [{ finding: hasRead ? 'device_has_read' : 'device_does_not_answer', ...about }]
}

const leaveOf = (device: Device): Finding[] =>
  device.leaves.slice(0, 1).map(({ node, at, sent, reason }) => ({ finding: 'device_left', node, at, seq: sent, reason, ...named(device) }))

/** The devices: what each has read, or why it could not. */
const aboutDevices = ({ devices, nodes, silentNodes }: Facts, seq: number): Finding[] => {
  const valid = devices.filter(({ endReason }) => endReason === undefined)
  const connected = devices.filter(({ sockets }) => sockets.length > 0)
  const away = devices.filter(({ sockets }) => sockets.length === 0)
  const findings = connected.flatMap((device) => device.sockets.flatMap((socket) => socketFinding(device, socket, seq)))
  if (nodes.length === 0) return findings
  const [last] = valid
  const isKnown = silentNodes.length === 0
  const offline: Finding[] =
    connected.length > 0 || !isKnown
      ? []
      : [last ? { finding: 'not_connected', at: last.lastSeenAt, ...named(last) } : { finding: 'signed_out' }]
  return [...findings, ...offline, ...away.flatMap(leaveOf).slice(0, 3)]
}

const aboutNodes = ({ nodes, silentNodes }: Facts): Finding[] => {
  if (nodes.length === 0 && silentNodes.length === 0) return [{ finding: 'no_node_answers' }]
  return silentNodes.length > 0 ? [{ finding: 'nodes_silent', nodes: silentNodes }] : []
}

/** The mails and pushes of the time of the event, and all that are in trouble. */
const aboutMessages = ({ messages, notificationsOff }: Facts, event: Event | undefined): Finding[] => {
  const isOfEvent = ({ at }: Facts['messages'][number]) => event !== undefined && Math.abs(Date.parse(at) - Date.parse(event.at)) < 1000
  const told = messages.filter((message) => isOfEvent(message) || (message.outcome === 'waits' && message.error !== undefined))
  return [
    ...told.slice(0, 5).map(
      ({ channel, template, outcome, attempts, endedAt, nextAt, at, error }): Finding => ({
        finding: 'message',
        channel,
        template,
        outcome,
        attempts,
        at: endedAt ?? nextAt ?? at,
        ...(error !== undefined && { error }),
      }),
    ),
    ...(notificationsOff.length > 0 ? [{ finding: 'notifications_off', kinds: notificationsOff } as const] : []),
  ]
}

const aboutMoney = ({ payments }: Facts): Finding[] =>
  payments.flatMap(({ calls, refunds }) => [
    ...calls
      .filter(({ attempts }) => attempts > 0)
      .map(
        ({ call, attempts, nextAt, error }): Finding => ({
          finding: 'call_fails',
          call,
          attempts,
          at: nextAt,
          ...(error !== undefined && { error }),
        }),
      ),
    ...refunds.filter(({ status }) => status === 'failed').map(({ at }): Finding => ({ finding: 'refund_failed', at })),
  ])

/** `asked` is the event that was asked for; otherwise the newest of the facts is meant. */
export const verdictOf = (facts: Facts, asked: number | undefined): Finding[] => {
  const event = facts.events.at(-1)
  if (facts.account.role !== 'customer') return [{ finding: 'staff_account' }, ...aboutNodes(facts), ...aboutMessages(facts, undefined)]
  const sends = event ? sendsOf(event) : []
  const isForgotten = event && !event.isWaiting && sends.length === 0 && facts.nodes.length > 0
  return [
    ...aboutEvent(facts, event, asked),
    ...sends,
    ...(isForgotten ? [{ finding: 'event_not_remembered', seq: event.seq } as const] : []),
    ...aboutDevices(facts, event?.seq ?? facts.feed?.head ?? 0),
    ...aboutNodes(facts),
    ...aboutMessages(facts, event),
    ...aboutMoney(facts),
  ]
}
