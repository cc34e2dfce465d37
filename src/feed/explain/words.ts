/** The verdict in English, for the terminal. The staff board has its own words, in the language of the reader. */
import type { Explanation, Finding } from '../../contract/index.ts'

export interface Style {
  /** When the facts were found: a moment of the same day is shown without the day. */
  at: string
}

/** UTC, as in the log. */
export const moment = (when: string | undefined, { at }: Style): string => {
  if (when === undefined) return 'an unknown time'
  const [day, time = ''] = when.split('T')
  const clock = time.replace('Z', '')
  return at.startsWith(`${day}T`) ? clock : `${day} ${clock}`
}

/** The end of the id tells nodes apart; its beginning is the time of their start. */
export const shortNode = (node = ''): string => node.slice(-8)

export const count = (n: number, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const thing = ({ device }: Finding) => device ?? 'a device without a name'
const nodeOf = ({ node }: Finding) => `node ${shortNode(node)}`
const messageOf = ({ channel, template }: Finding) => `the ${channel === 'push' ? 'web push' : 'mail'} "${template}"`
const because = ({ error }: Finding) => (error === undefined ? '' : `: ${error}`)

const takerOf = ({ channel }: Finding) =>
  channel === 'push' ? 'handed to the push service' : 'handed to the mail server (without SMTP_URL: written to DATA_DIR/mail)'

const ofMessage = (found: Finding, when: string): string => {
  const { outcome, attempts = 0 } = found
  const which = capital(messageOf(found))
  if (outcome === 'sent') return `${which} was ${takerOf(found)} at ${when}.`
  if (outcome === 'failed') return `${which} was given up at ${when} after ${count(attempts, 'try', 'tries')}${because(found)}.`
  if (outcome === 'expired') return `${which} was of no use any more at ${when}, and was not sent${because(found)}.`
  const tried = attempts === 0 ? 'has not been tried' : `has failed ${count(attempts, 'time')}`
  return `${which} waits: it ${tried}, and is due at ${when}${because(found)}.`
}

type Words = (found: Finding, when: string) => string

const words: Readonly<Record<Finding['finding'], Words>> = {
  no_event: ({ at }, when) =>
    at === undefined ? 'The feed has no stored event.' : `No stored event is about this order, which was placed at ${when}.`,
  newest_event: ({ seq, event, status }, when) =>
    `Event ${seq} (${event}${status === undefined ? '' : `: ${status}`}) was written at ${when}.`,
  event_to_come: ({ seq, had }) => `There is no event ${seq} yet: the feed is at ${had}.`,
  event_gone: ({ seq, had }) =>
    `Event ${seq} is not stored any more${had === undefined ? '' : `: the oldest one that is has the number ${had}`}.`,
  event_waits: ({ seq }, when) => `Event ${seq} has waited in the outbox since ${when}: no node has published it.`,
  event_sent: (found, when) => {
    const { seq, sockets = 0, isMissed } = found
    const how = isMissed ? ', when it connected again' : ''
    return `Event ${seq} was sent to ${count(sockets, 'socket')} on ${nodeOf(found)} at ${when}${how}.`
  },
  event_not_remembered: ({ seq }) => `No node remembers that it sent event ${seq}. A node remembers what it sent last, since it started.`,
  device_has_read: (found) => `${capital(thing(found))} on ${nodeOf(found)} has just answered: it has everything up to ${found.seq}.`,
  device_does_not_answer: (found, when) => {
    const had = found.had === undefined ? 'it did not say what it had' : `it had everything up to ${found.had}`
    return `${capital(thing(found))} on ${nodeOf(found)} was sent everything up to ${found.seq}, and does not answer. When it connected at ${when}, ${had}.`
  },
  device_lacks: (found) => `${capital(thing(found))} on ${nodeOf(found)} was sent events up to ${found.seq} only.`,
  device_left: (found, when) =>
    `${capital(thing(found))} left ${nodeOf(found)} at ${when} (${found.reason}); it was sent everything up to ${found.seq}.`,
  not_connected: (found, when) =>
    `The customer is not connected. ${capital(thing(found))} was seen last at ${when}, and gets what it missed when it connects again.`,
  signed_out: () => 'The customer is not connected, and is signed in nowhere.',
  staff_account: () => 'This is a member of the staff: they have no feed. Their board lists the queue again whenever it connects.',
  nodes_silent: ({ nodes = [] }) => {
    const which = nodes.map(shortNode).join(', ')
    return `${nodes.length === 1 ? `Node ${which} is` : `The nodes ${which} are`} connected to the database and did not answer in time: which sockets are there, and what they were sent, is unknown.`
  },
  no_node_answers: () => 'No gateway answers: which sockets are open, and what was sent to them, is unknown.',
  message: ofMessage,
  notifications_off: ({ kinds = [] }) => `The customer does not want to be notified of: ${kinds.join(', ')}.`,
  call_fails: (found, when) =>
    `The call "${found.call}" to the payment service has failed ${count(found.attempts ?? 0, 'time')}, and is tried again at ${when}${because(found)}.`,
  refund_failed: (_, when) => `The refund of ${when} has failed: send it by hand, under Refunds to send on the staff board.`,
}

export const sentencesOf = ({ verdict, at }: Pick<Explanation, 'verdict' | 'at'>): string[] =>
  verdict.map((found) => words[found.finding](found, moment(found.at, { at })))
