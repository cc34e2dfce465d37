import type { Explanation, FeedEvent, Finding } from '#contract'
import type { Told } from '../../staff/parts/activity/told.ts'

const times = (n: number) => (n === 1 ? 'once' : `${n} times`)
const device = ({ device }: Told) => device ?? 'An unknown device'

type Message = Explanation['messages'][number]

export const happened = {
  happened: {
    title: 'What the customer was told',
    again: 'Look again',
    at: (time: string) => `As of ${time}`,
    facts: 'Details',
    verdict: {
      no_event: () => 'Nothing is stored about this order any more.',
      newest_event: ({ news, when }) => `The latest news: ${news}, ${when}.`,
      event_to_come: () => 'There is no such news yet.',
      event_gone: () => 'This news is no longer stored.',
      event_waits: () => 'It has not left the server yet.',
      event_sent: ({ when, sockets, isMissed }) =>
        isMissed
          ? `It was sent at ${when}, when the customer connected again.`
          : `It was sent at ${when} to ${sockets === 1 ? 'one device' : `${sockets} devices`}.`,
      event_not_remembered: () => 'It was not sent to any device, or so long ago that no server remembers.',
      device_has_read: (told) => `${device(told)} is connected and has received everything.`,
      device_does_not_answer: (told) =>
        `${device(told)} was sent everything but does not answer: it may be asleep or have no signal. It gets what it missed when it is back.`,
      device_lacks: (told) => `${device(told)} is connected, but was not sent the latest news yet.`,
      device_left: (told) => `${device(told)} disconnected at ${told.when}.`,
      not_connected: (told) => `The customer is not connected. ${device(told)} was last seen at ${told.when}.`,
      signed_out: () => 'The customer is not signed in on any device.',
      staff_account: () => 'This is an account of the staff.',
      nodes_silent: ({ nodes }) =>
        nodes === 1
          ? 'One server does not answer: its devices are missing here.'
          : `${nodes} servers do not answer: their devices are missing here.`,
      no_node_answers: () => 'No server answers: we do not know which devices are connected.',
      message: ({ message, outcome, when }) => `${message}: ${outcome}, ${when}.`,
      notifications_off: ({ kinds }) => `The customer has switched off notifications about: ${kinds}.`,
      call_fails: ({ call, attempts, when }) => `The payment service failed ${times(attempts)} (${call}). Next try at ${when}.`,
      refund_failed: ({ when }) => `The refund from ${when} failed: see Refunds to send.`,
    } satisfies Record<Finding['finding'], (told: Told) => string>,
    news: {
      'order:status_changed': 'a new status',
      'order:eta_changed': 'a new time',
      'order:adjusted': 'a lower price',
      'payment:status_changed': 'the payment',
      'notification:created': 'a notification',
      'notification:read': 'a notification was read',
      'account:changed': 'a change of the account',
    } satisfies Record<FeedEvent, string>,
    channel: { email: 'E-mail', push: 'Notification on the device' } satisfies Record<Message['channel'], string>,
    outcome: {
      waits: 'waits to be sent',
      sent: 'sent',
      failed: 'could not be sent',
      expired: 'not sent, because it came too late',
    } satisfies Record<Message['outcome'], string>,
    calls: {
      create: 'to begin the payment',
      cancel: 'to cancel the payment',
      refund: 'to refund',
      list_refunds: 'to list the refunds',
    } satisfies Record<Explanation['payments'][number]['calls'][number]['call'], string>,
    refunds: { pending: 'under way', succeeded: 'refunded', failed: 'failed' },
    kinds: { orders: 'orders', payments: 'payments', promotions: 'offers', email: 'e-mails' },
    events: 'News',
    sentAt: (times: string) => `sent ${times}`,
    notSent: 'not sent, as far as the servers remember',
    waiting: 'waits on the server',
    devices: 'Devices',
    noDevice: 'None.',
    unknownDevice: 'Unknown device',
    seen: (time: string) => `last seen ${time}`,
    ended: 'signed out',
    connected: (time: string) => `connected since ${time}`,
    answers: 'has received everything it was sent',
    silent: 'does not answer',
    left: (time: string) => `disconnected ${time}`,
    messages: 'Messages',
    attempts: (n: number) => `tried ${times(n)}`,
    payments: 'Payments',
    refund: (amount: string) => `Refund of ${amount}`,
    servers: 'Servers',
    server: (name: string, host: string, version: string) => `${name} on ${host}, version ${version}`,
    serverSilent: (name: string) => `${name} does not answer`,
  },
}
