/** The life of a card form: opened in its place, filled in, sent, and opened again if the service needs more. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Order } from '#contract'
import { explain } from '../../language/failure.ts'
import { language, t } from '../../language/page-language.ts'
import { customer } from '../state/session.ts'
import type { CardAction, CardForm, Opened, Place } from './card-form.ts'
import { onDarkness } from './look.ts'
import { openSandbox } from './sandbox-form.ts'

const patienceMs = 20_000

interface Shown {
  order: Order
  action: CardAction
}

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

interface State {
  form: { current: CardForm | undefined }
  stage: Signal<Stage>
  problem: Signal<string | undefined>
  canRemember: Signal<boolean>
  remembers: Signal<boolean>
  isSaving: Signal<boolean>
  /** A card that the service keeps is chosen. Undefined: the form has not said yet. */
  isKept: Signal<boolean | undefined>
}

const useFormState = (): State => ({
  form: useRef<CardForm | undefined>(undefined),
  stage: useSignal<Stage>('loading'),
  problem: useSignal<string | undefined>(undefined),
  canRemember: useSignal(false),
  remembers: useSignal(false),
  isSaving: useSignal(false),
  isKept: useSignal<boolean | undefined>(undefined),
})

const onChange =
  ({ problem, isKept }: State): Place['onChange'] =>
  (entry) => {
    const isFirst = isKept.value === undefined
    if (!entry.isEmpty && !(isFirst && entry.isKept)) problem.value = undefined
    isKept.value = entry.isKept
  }

const take = ({ form, stage, problem, remembers }: State, opened: Opened, hasFailed: boolean) => {
  if (opened.state === 'open') {
    form.current = opened.form
    remembers.value = opened.remembers
    problem.value = opened.problem ?? (hasFailed ? t().payment.failed : undefined)
  }
  stage.value = opened.state
}

/** Opens the form in `host`. Returns what closes it. */
const openIn = (host: HTMLElement, state: State, { order, action }: Shown): (() => void) => {
  const { form, stage, canRemember, isKept } = state
  let isOver = false
  stage.value = 'loading'
  isKept.value = undefined
  const tooLong = setTimeout(() => (stage.value = 'blocked'), patienceMs)
  const start = async () => {
    const { canRemember: can, customerSession } = await prepare(order.id)
    if (isOver) return
    canRemember.value = can
    const place = { host, orderId: order.id, language: language.value, failed: t().card.failed, customerSession, onChange: onChange(state) }
    const opened = await open(action, place)
    clearTimeout(tooLong)
    if (!isOver) take(state, opened, order.payment.status === 'failed')
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
}

const pay = async ({ form, stage, problem, remembers, isSaving, isKept }: State): Promise<void> => {
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

const remember = async ({ form, problem, remembers, isSaving }: State, orderId: string, wanted: boolean): Promise<void> => {
  isSaving.value = true
  remembers.value = wanted
  problem.value = undefined
  try {
    await customer().request('card:remember', { orderId, remember: wanted })
    await form.current?.renew()
  } catch (error) {
    remembers.value = !wanted
    problem.value = explain(error)
  }
  isSaving.value = false
}

export const useCardForm = (shown: Shown) => {
  const place = useRef<HTMLDivElement>(null)
  const attempt = useSignal(0)
  const state = useFormState()
  const { stage, problem, canRemember, remembers, isSaving, isKept } = state
  const again = () => {
    attempt.value += 1
  }
  useEffect(() => {
    // the service has it: what it says now may be that the form is needed again
    if (stage.value === 'sent') again()
  }, [shown.order.payment.status])
  useEffect(() => {
    const host = place.current?.appendChild(document.createElement('div'))
    return host && openIn(host, state, shown)
  }, [attempt.value, language.value])
  return {
    place,
    stage: stage.value,
    problem: problem.value,
    pay: () => pay(state),
    again,
    remember:
      canRemember.value && isKept.value !== true
        ? { isWanted: remembers.value, isSaving: isSaving.value, set: (wanted: boolean) => remember(state, shown.order.id, wanted) }
        : undefined,
  }
}
