/** The card form in the page of an order: loading, filled in, paid, and what went wrong on the way. */
import type { ComponentChildren } from 'preact'
import type { Order } from '#contract'
import { money, t } from '../../language/page-language.ts'
import { Problem } from '../../ui/action.tsx'
import type { CardAction } from './card-form.ts'
import { useCardForm } from './use-card-form.ts'

const Waiting = ({ children }: { children: string }) => (
  <p aria-busy="true" role="status">
    {children}
  </p>
)

type Remember = NonNullable<ReturnType<typeof useCardForm>['remember']>

const RememberCard = ({ remember: { isWanted, isSaving, set }, disabled }: { remember: Remember; disabled: boolean }) => (
  <label class="remember">
    <input type="checkbox" checked={isWanted} disabled={disabled || isSaving} onChange={(event) => set(event.currentTarget.checked)} />
    <span>
      {t().card.remember} <small class="hint">{t().card.rememberHint}</small>
    </span>
  </label>
)

export const CardPanel = ({ order, action, methods }: { order: Order; action: CardAction; methods: ComponentChildren }) => {
  const { place, stage, problem, pay, again, remember } = useCardForm({ order, action })
  const isPaying = stage === 'paying'
  const isShown = stage === 'open' || isPaying
  return (
    <div class="card-panel">
      {stage === 'loading' && <Waiting>{t().card.loading}</Waiting>}
      {stage === 'sent' && <Waiting>{t().card.sent}</Waiting>}
      {stage === 'blocked' && (
        <>
          <Problem>{t().card.blocked}</Problem>
          <button type="button" class="secondary outline" onClick={again}>
            {t().card.again}
          </button>
        </>
      )}
      <div class="card-form" ref={place} hidden={stage === 'sent' || stage === 'blocked'} />
      {isShown && remember && <RememberCard remember={remember} disabled={isPaying} />}
      <Problem>{problem}</Problem>
      {isShown && (
        <button type="button" aria-busy={isPaying ? 'true' : undefined} disabled={isPaying || remember?.isSaving} onClick={pay}>
          {t().card.pay(money(order.payment.amount))}
        </button>
      )}
      {stage === 'blocked' && methods}
      {(stage === 'loading' || stage === 'open') && (
        <details>
          <summary>{t().payment.other}</summary>
          {methods}
        </details>
      )}
    </div>
  )
}
