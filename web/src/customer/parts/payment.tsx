/** How the order is paid, and what the customer has to do next. */
import { newRequestId } from '#client'
import type { NextAction, Order } from '#contract'
import { choices, clock, t } from '../../language/language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { change } from '../state/changes.ts'

const isLink = (text: string) => /^https?:/.test(text)

const BankLink = ({ url }: { url: string }) => (
  <p>
    {/* biome-ignore lint/a11y/useSemanticElements: a link to another page that looks like the next step */}
    <a href={url} target="_blank" rel="noopener" role="button">
      {t().payment.bank}
    </a>
  </p>
)

const ToDo = ({ action }: { action: NextAction }) => {
  if (action.type === 'confirm_card') return <p>{t().payment.notHere}</p>
  return (
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
}

const Otherwise = ({ order }: { order: Order }) => (
  <details>
    <summary>{t().payment.other}</summary>
    <div class="choices">
      {choices(t().payment.method).map(([method, text]) => (
        <ActionButton
          key={method}
          class="outline"
          act={() => change({ event: 'payment:retry', payload: { requestId: newRequestId(), orderId: order.id, method } })}
        >
          {text}
        </ActionButton>
      ))}
    </div>
  </details>
)

export const Payment = ({ order }: { order: Order }) => {
  const { method, status, nextAction } = order.payment
  const isAwaited = order.status === 'awaiting_payment'
  return (
    <section aria-labelledby="payment" data-awaited={isAwaited}>
      <h2 id="payment">{t().payment.title}</h2>
      <p role="status">
        {t().payment.method[method]}: <strong>{t().payment.status[status]}</strong>
      </p>
      {isAwaited && nextAction && <ToDo action={nextAction} />}
      {isAwaited && !nextAction && <p>{status === 'failed' ? t().payment.failed : t().payment.preparing}</p>}
      {isAwaited && <Otherwise order={order} />}
    </section>
  )
}
