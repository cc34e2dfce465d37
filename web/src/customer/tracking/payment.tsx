/** How the order is paid, and what the customer has to do next. */
import { newRequestId } from '#client'
import type { NextAction, Order, PaymentMethod } from '#contract'
import { choices, clock, money, t } from '../../language/page-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { Icon } from '../../ui/icon.tsx'
import { later } from '../../ui/later.ts'
import { type CardAction, isCardAction } from '../card/card-form.ts'
import { change } from '../state/changes.ts'
import { isOver } from '../state/orders.ts'
import { shop } from '../state/shop.ts'
import { Adjustments, Refunds } from './outcome.tsx'

const isLink = (text: string) => /^https?:/.test(text)

const BankLink = ({ url }: { url: string }) => (
  <p>
    {/* biome-ignore lint/a11y/useSemanticElements: a link to another page that looks like the next step */}
    <a href={url} target="_blank" rel="noopener" role="button">
      {t().payment.bank}
    </a>
  </p>
)

const ToDo = ({ action }: { action: Exclude<NextAction, CardAction> }) => (
  <>
    {action.type === 'display_qr' && (
      <>
        <p>{t().payment.scan}</p>
        <img class="qr" alt={t().payment.qrAlt} src={`data:image/svg+xml,${encodeURIComponent(action.svg)}`} />
        {isLink(action.payload) && <BankLink url={action.payload} />}
      </>
    )}
    {action.type === 'redirect_to_url' && <BankLink url={action.url} />}
    <p class="hint">{t().payment.until(clock(action.expiresAt))}</p>
  </>
)

/** What the shop takes, besides one of them. */
const methodsBut = (one?: PaymentMethod) =>
  choices(t().payment.method).filter(([method]) => method !== one && (shop.value?.paymentMethods ?? [method]).includes(method))

const Methods = ({ order, but }: { order: Order; but?: PaymentMethod }) => (
  <div class="choices">
    {methodsBut(but).map(([method, text]) => (
      <ActionButton
        key={method}
        class="secondary outline"
        act={() => change({ event: 'payment:retry', payload: { requestId: newRequestId(), orderId: order.id, method } })}
      >
        <Icon name={method} /> {text}
      </ActionButton>
    ))}
  </div>
)

const Otherwise = ({ order }: { order: Order }) => (
  <details>
    <summary>{t().payment.other}</summary>
    <Methods order={order} but={order.payment.method} />
  </details>
)

/** Loaded when a card is to be entered. */
const card = later(() => import('../card/card-panel.tsx'))

const CardForm = ({ order, action }: { order: Order; action: CardAction }) => {
  const CardPanel = card.get()?.CardPanel
  if (!CardPanel) return <p>{t().payment.preparing}</p>
  return <CardPanel key={order.payment.id} order={order} action={action} methods={<Methods order={order} but={order.payment.method} />} />
}

/** What to do while the order waits for its payment. Of one that failed only a card form can be continued: a code or a page is of no use. */
const Awaited = ({ order }: { order: Order }) => {
  const { status, nextAction } = order.payment
  if (nextAction && isCardAction(nextAction)) return <CardForm order={order} action={nextAction} />
  if (status === 'failed') {
    return (
      <>
        <p class="problem" role="alert">
          {t().payment.failed}
        </p>
        <Methods order={order} />
      </>
    )
  }
  return (
    <>
      {nextAction ? <ToDo action={nextAction} /> : <p>{status === 'processing' ? t().card.sent : t().payment.preparing}</p>}
      <Otherwise order={order} />
    </>
  )
}

export const PaymentOfOrder = ({ order }: { order: Order }) => {
  const { method, status, amount } = order.payment
  const isAwaited = order.status === 'awaiting_payment'
  const owesNothing = status === 'canceled' || (status !== 'succeeded' && isOver(order) && status.startsWith('requires'))
  return (
    <section aria-labelledby="payment" data-awaited={isAwaited}>
      <h2 id="payment">{t().payment.title}</h2>
      <p class="method" role="status">
        <Icon name={method} />
        <span>
          {t().payment.method[method]}: <strong>{owesNothing ? t().payment.status.canceled : t().payment.status[status]}</strong>
        </span>
        {!owesNothing && <span class="sum">{money(amount)}</span>}
      </p>
      {owesNothing && !isAwaited && <p>{t().payment.nothingToPay}</p>}
      {isAwaited && <Awaited order={order} />}
      <Adjustments order={order} />
      <Refunds order={order} />
    </section>
  )
}
