/** The facts behind the verdict. */
import type { ComponentChildren } from 'preact'
import type { Explanation } from '#contract'
import { dateTime, list, money, t } from '../../../language/staff-language.ts'
import { newsOf } from './told.ts'

/** The end of the id tells servers apart. */
const shortName = (node: string) => node.slice(-8)

const Group = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <>
    <h3>{title}</h3>
    <ul>{children}</ul>
  </>
)

const Event = ({ event }: { event: Explanation['events'][number] }) => {
  const { seq, at, isWaiting, sends } = event
  const sent = sends.length > 0 ? t().happened.sentAt(list([...new Set(sends.map((send) => dateTime(send.at)))])) : t().happened.notSent
  return (
    <li>
      <strong>{newsOf(event)}</strong> <time dateTime={at}>{dateTime(at)}</time> · {isWaiting ? t().happened.waiting : sent}{' '}
      <span class="seq">{seq}</span>
    </li>
  )
}

const Device = ({ device }: { device: Explanation['devices'][number] }) => {
  const { name, lastSeenAt, endReason, sockets, leaves } = device
  const [left] = leaves
  return (
    <li>
      <strong>{name ?? t().happened.unknownDevice}</strong>{' '}
      {endReason === undefined ? t().happened.seen(dateTime(lastSeenAt)) : t().happened.ended}
      {sockets.map(({ node, since, hasRead }) => (
        <small key={`${node} ${since}`}>
          {t().happened.connected(dateTime(since))}, {hasRead ? t().happened.answers : t().happened.silent}
        </small>
      ))}
      {sockets.length === 0 && left && <small>{t().happened.left(dateTime(left.at))}</small>}
    </li>
  )
}

const Message = ({ message }: { message: Explanation['messages'][number] }) => {
  const { channel, outcome, at, endedAt, attempts, error } = message
  return (
    <li>
      <strong>{t().happened.channel[channel]}</strong> <time dateTime={endedAt ?? at}>{dateTime(endedAt ?? at)}</time> ·{' '}
      {t().happened.outcome[outcome]}
      {error !== undefined && (
        <small>
          {t().happened.attempts(attempts)}: <bdi>{error}</bdi>
        </small>
      )}
    </li>
  )
}

const Payment = ({ payment }: { payment: Explanation['payments'][number] }) => {
  const { method, status, amount, changedAt, refunds, calls } = payment
  return (
    <li>
      <strong>{t().payment.method[method]}</strong> {money(amount)} · {t().payment.status[status]}{' '}
      <time dateTime={changedAt}>{dateTime(changedAt)}</time>
      {refunds.map((refund) => (
        <small key={refund.at}>
          {t().happened.refund(money(refund.amount))}: {t().happened.refunds[refund.status]}
        </small>
      ))}
      {calls.map(({ call, attempts, nextAt, error }) => (
        <small key={`${call} ${nextAt}`}>
          {t().happened.calls[call]}: {t().happened.attempts(attempts)}
          {error !== undefined && (
            <>
              , <bdi>{error}</bdi>
            </>
          )}
        </small>
      ))}
    </li>
  )
}

export const Facts = ({ of: { events, devices, messages, payments, nodes, silentNodes } }: { of: Explanation }) => (
  <details>
    <summary>{t().happened.facts}</summary>
    {events.length > 0 && (
      <Group title={t().happened.events}>
        {events.map((event) => (
          <Event key={event.seq} event={event} />
        ))}
      </Group>
    )}
    <Group title={t().happened.devices}>
      {devices.length === 0 && <li>{t().happened.noDevice}</li>}
      {devices.map((device) => (
        <Device key={device.sessionId} device={device} />
      ))}
    </Group>
    {messages.length > 0 && (
      <Group title={t().happened.messages}>
        {messages.map((message, n) => (
          <Message key={`${n} ${message.at}`} message={message} />
        ))}
      </Group>
    )}
    <Group title={t().happened.payments}>
      {payments.map((payment) => (
        <Payment key={payment.at} payment={payment} />
      ))}
    </Group>
    <Group title={t().happened.servers}>
      {nodes.map(({ node, host, version }) => (
        <li key={node}>{t().happened.server(shortName(node), host, version)}</li>
      ))}
      {silentNodes.map((node) => (
        <li key={node}>{t().happened.serverSilent(shortName(node))}</li>
      ))}
    </Group>
  </details>
)
