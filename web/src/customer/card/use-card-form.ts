/** The life of a card form: opened in its place, filled in, sent, and opened again if the service needs more. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Order } from '#contract'
import { explain } from '../../language/failure.ts'
import { language, t } from '../../language/page-language.ts'
import { customer } from '../state/session.ts'
import type { CardAction, CardForm, Opened, Place } from './card-form.ts'
import { onDarkness } from './look.ts'
import { openSandbox } from './sandbox-form.ts'

const patienceMs = 20_000

type Stage = 'loading' | 'open' | 'paying' | 'sent' | 'blocked'

/** What the gateway knows of the customer's cards. Without an answer a card can be entered all the same. */
const prepare = (orderId: string) =>
  customer()
    .request('card:open_form', { orderId })
    .catch(() => ({ canRemember: false, customerSession: undefined }))

const open = async (action: CardAction, place: Place): Promise<Opened> => {
  if (action.type !== 'confirm_card') return openSandbox(action.form, place)
  // Stripe's script comes only now, to customers who pay by card
  const { openStripe } = await import('./stripe-form.ts')
  return openStripe(action, place)
}

export const useCardForm = ({ order, action }: { order: Order; action: CardAction }) => {
  const place = useRef<HTMLDivElement>(null)
  const form = useRef<CardForm | undefined>(undefined)
  const stage = useSignal<Stage>('loading')
  const problem = useSignal<string | undefined>(undefined)
  const attempt = useSignal(0)
  const canRemember = useSignal(false)
  const remembers = useSignal(false)
  const isSaving = useSignal(false)
  /** A card that the service keeps is chosen. Undefined: the form has not said yet. */
  const isKept = useSignal<boolean | undefined>(undefined)
  const { status } = order.payment

  useEffect(() => {
    // the service has it: what it says now may be that the form is needed again
    if (stage.value === 'sent') attempt.value += 1
  }, [status])

  const onChange: Place['onChange'] = (entry) => {
    const isFirst = isKept.value === undefined
    if (!entry.isEmpty && !(isFirst && entry.isKept)) problem.value = undefined
    isKept.value = entry.isKept
  }

  const take = (opened: Opened) => {
    if (opened.state === 'open') {
      form.current = opened.form
      remembers.value = opened.remembers
      problem.value = opened.problem ?? (status === 'failed' ? t().payment.failed : undefined)
    }
    stage.value = opened.state
  }

  useEffect(() => {
    const host = place.current?.appendChild(document.createElement('div'))
    if (!host) return
    let isOver = false
    stage.value = 'loading'
    isKept.value = undefined
    const tooLong = setTimeout(() => (stage.value = 'blocked'), patienceMs)
    const start = async () => {
      const prepared = await prepare(order.id)
      if (isOver) return
      canRemember.value = prepared.canRemember
      const { customerSession } = prepared
      const opened = await open(action, {
        host,
        orderId: order.id,
        language: language.value,
        failed: t().card.failed,
        customerSession,
        onChange,
      })
      clearTimeout(tooLong)
      if (!isOver) take(opened)
      else if (opened.state === 'open') opened.form.close()
    }
    start().catch(() => {
      clearTimeout(tooLong)
      if (!isOver) stage.value = 'blocked'
    })
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
    if (stage.value !== 'open' || isSaving.value || !form.current) return
    stage.value = 'paying'
    problem.value = undefined
    try {
      problem.value = (await form.current.pay(remembers.value && isKept.value !== true)).problem
    } catch {
      problem.value = t().card.failed
    }
    stage.value = problem.value === undefined ? 'sent' : 'open'
  }

  const remember = async (wanted: boolean) => {
    isSaving.value = true
    remembers.value = wanted
    problem.value = undefined
    try {
      await customer().request('card:remember', { orderId: order.id, remember: wanted })
      await form.current?.renew()
    } catch (error) {
      remembers.value = !wanted
      problem.value = explain(error)
    }
    isSaving.value = false
  }

  const again = () => {
    attempt.value += 1
  }
  const offersToRemember = canRemember.value && isKept.value !== true
  return {
    place,
    stage: stage.value,
    problem: problem.value,
    pay,
    again,
    remember: offersToRemember ? { isWanted: remembers.value, isSaving: isSaving.value, set: remember } : undefined,
  }
}
