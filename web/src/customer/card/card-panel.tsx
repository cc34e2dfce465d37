/** The card form in the page of an order: loading, filled in, paid, and what went wrong on the way. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Order } from '#contract'
import { language, money, t } from '../../language/page-language.ts'
import { Problem } from '../../ui/action.tsx'
import type { CardAction, CardForm, Place } from './card-form.ts'
import { onDarkness } from './look.ts'
import { openSandbox } from './sandbox-form.ts'

const patienceMs = 20_000

const open = async (action: CardAction, place: Place) => {
  if (action.type !== 'confirm_card') return openSandbox(action.form, place)
  // Stripe's script comes only now, to customers who pay by card
  const { openStripe } = await import('./stripe-form.ts')
  return openStripe(action, place)
}

type Stage = 'loading' | 'open' | 'paying' | 'sent' | 'blocked'

/** Opens the form in the place, and again each time that `status` of the payment changes after the form was sent. */
const useCardForm = ({ order, action }: { order: Order; action: CardAction }) => {
  const place = useRef<HTMLDivElement>(null)
  const stage = useSignal<Stage>('loading')
  const problem = useSignal<string | undefined>(undefined)
  const attempt = useSignal(0)
  const form = useRef<CardForm | undefined>(undefined)
  const { status } = order.payment

  useEffect(() => {
    // the service has it: what it says now may be that the form is needed again
    if (stage.value === 'sent') attempt.value += 1
  }, [status])

  useEffect(() => {
    const host = place.current?.appendChild(document.createElement('div'))
    if (!host) return
    let isOver = false
    stage.value = 'loading'
    const onChange = () => (problem.value = undefined)
    const tooLong = setTimeout(() => (stage.value = 'blocked'), patienceMs)
    open(action, { host, orderId: order.id, language: language.value, failed: t().card.failed, onChange })
      .then(
        (opened) => {
          if (isOver) return opened.state === 'open' && opened.form.close()
          form.current = opened.state === 'open' ? opened.form : undefined
          problem.value = opened.state === 'open' ? (opened.problem ?? (status === 'failed' ? t().payment.failed : undefined)) : undefined
          stage.value = opened.state
          return undefined
        },
        () => {
          if (!isOver) stage.value = 'blocked'
        },
      )
      .finally(() => clearTimeout(tooLong))
    const stopRestyling = onDarkness(() => form.current?.restyle())
    return () => {
      isOver = true
      clearTimeout(tooLong)
      stopRestyling()
      form.current?.close()
      form.current = undefined
      host.remove()
    }
  }, [attempt.value, language.value])

  const pay = async () => {
    if (stage.value !== 'open' || !form.current) return
    stage.value = 'paying'
    problem.value = undefined
    try {
      const outcome = await form.current.pay()
      problem.value = outcome.problem
      stage.value = outcome.problem === undefined ? 'sent' : 'open'
    } catch {
      problem.value = t().card.failed
      stage.value = 'open'
    }
  }
  return { place, stage: stage.value, problem: problem.value, pay, again: () => (attempt.value += 1) }
}

export const CardPanel = ({ order, action, methods }: { order: Order; action: CardAction; methods: ComponentChildren }) => {
  const { place, stage, problem, pay, again } = useCardForm({ order, action })
  const isPaying = stage === 'paying'
  return (
    <div class="card-panel" data-stage={stage}>
      {stage === 'loading' && (
        <p aria-busy="true" role="status">
          {t().card.loading}
        </p>
      )}
      {stage === 'sent' && (
        <p aria-busy="true" role="status">
          {t().card.sent}
        </p>
      )}
      {stage === 'blocked' && (
        <>
          <Problem>{t().card.blocked}</Problem>
          <button type="button" class="secondary outline" onClick={again}>
            {t().card.again}
          </button>
        </>
      )}
      <div class="card-form" ref={place} hidden={stage === 'sent' || stage === 'blocked'} />
      <Problem>{problem}</Problem>
      {(stage === 'open' || isPaying) && (
        <button type="button" aria-busy={isPaying ? 'true' : undefined} disabled={isPaying} onClick={pay}>
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
