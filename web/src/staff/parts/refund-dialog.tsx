/** A manager gives money of an order back: some of its portions, an amount, or all that is left. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Refundable, StaffOrder } from '#contract'
import { stepsOf } from '#order-life'
import { explain } from '../../language/failure.ts'
import { choices, dateTime, money, t } from '../../language/staff-language.ts'
import { ActionButton, Problem } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { orders, storeOrder } from '../state/queue.ts'
import { amountOf, askedOf, made, nothing, refunding, type Wish } from '../state/refund.ts'
import { staff } from '../state/session.ts'

const close = () => {
  refunding.value = undefined
}

interface Props {
  order: StaffOrder
  left: Refundable
  wish: Signal<Wish>
}

const Kinds = ({ left, wish }: Omit<Props, 'order'>) => (
  <fieldset class="chips" aria-label={t().money.what}>
    {choices<Wish['kind']>(t().money.kinds).map(([kind, text]) => (
      <label key={kind} class="chip">
        <input
          type="radio"
          name="kind"
          checked={wish.value.kind === kind}
          onChange={() => (wish.value = kind === 'items' ? nothing : kind === 'amount' ? { kind, typed: '' } : { kind })}
        />
        {text}
        {kind === 'all' && ` · ${money(left.most)}`}
      </label>
    ))}
  </fieldset>
)

/** The lines of which something is left, each to tick, with a number of portions. */
const Lines = ({ order, left, wish }: Props) => {
  const current = wish.value
  if (current.kind !== 'items') return null
  const set = (line: number, quantity: number) => {
    wish.value = { ...current, quantities: left.lines.map((_, n) => (n === line ? quantity : (current.quantities[n] ?? 0))) }
  }
  return (
    <ul class="refund-lines">
      {left.lines.map(({ quantity, amount }, line) => {
        const name = [...order.items, ...(order.amendments ?? [])].find((each) => each.line === line)?.name ?? ''
        const wanted = current.quantities[line] ?? 0
        return (
          <li key={line} data-none={quantity === 0}>
            <label>
              <input
                type="checkbox"
                checked={wanted > 0}
                disabled={quantity === 0}
                onChange={({ currentTarget }) => set(line, currentTarget.checked ? quantity : 0)}
              />
              <span>
                {quantity} × <bdi>{name}</bdi>
              </span>
            </label>
            {wanted > 0 && quantity > 1 && <Stepper of={name} value={wanted} least={1} most={quantity} change={(to) => set(line, to)} />}
            <span class="sum">{money(amount)}</span>
          </li>
        )
      })}
      {left.delivery.amount > 0 && (
        <li>
          <label>
            <input
              type="checkbox"
              checked={current.delivery}
              onChange={({ currentTarget }) => (wish.value = { ...current, delivery: currentTarget.checked })}
            />
            <span>{t().basket.deliveryFee}</span>
          </label>
          <span class="sum">{money(left.delivery)}</span>
        </li>
      )}
    </ul>
  )
}

const Amount = ({ left, wish }: Omit<Props, 'order'>) => {
  if (wish.value.kind !== 'amount') return null
  return (
    <Field
      label={t().money.amountIn(left.most.currency)}
      hint={t().money.atMost(money(left.most))}
      name="amount"
      inputMode="decimal"
      required
      onInput={({ currentTarget }) => (wish.value = { kind: 'amount', typed: currentTarget.value })}
    />
  )
}

const Reason = ({ reason }: { reason: Signal<string> }) => (
  <>
    <label>
      {t().money.why}
      <input
        name="reason"
        required
        maxLength={limits.reason}
        value={reason.value}
        onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
      />
      <small>{t().money.whyHint}</small>
    </label>
    <p class="chips">
      {t().money.reasons.map((text) => (
        <button key={text} type="button" class="chip" aria-pressed={reason.value === text} onClick={() => (reason.value = text)}>
          {text}
        </button>
      ))}
    </p>
  </>
)

/** How the money goes back. */
const wayBack = ({ payment, bill }: StaffOrder, amount: string): string => {
  if (payment?.status === 'requires_capture') return t().money.collectsLess(amount)
  const isByHand = payment?.method === 'cash' || payment?.method === 'pos'
  return isByHand ? t().money.returnsByHand : bill ? t().money.returnsByService : ''
}

const Before = ({ order: { bill } }: { order: StaffOrder }) => {
  const given = bill?.adjustments.filter(({ amount }) => amount.amount > 0) ?? []
  if (given.length === 0) return null
  return (
    <ul class="refunded">
      {given.map(({ number, kind, amount, reason, at }) => (
        <li key={number}>
          {t().money.adjusted[kind](money(amount), dateTime(at))}
          {reason && <small dir="auto">{t().quoted(reason)}</small>}
        </li>
      ))}
    </ul>
  )
}

/** A refund of everything does not stop an order: the kitchen goes on cooking it. */
const GoesOn = ({ order: { id: orderId, number }, reason }: { order: StaffOrder; reason: string }) => {
  const reject = async () => {
    const why = reason.trim()
    const answer = await staff().request('order:advance', { orderId, to: 'rejected', ...(why !== '' && { reason: why }) })
    storeOrder(answer.order)
    made.value += 1
    announce(t().money.isRejected(number))
    close()
  }
  return (
    <div class="notice goes-on">
      <p>{t().money.goesOn}</p>
      <ActionButton class="secondary outline" act={reject}>
        {t().money.rejectInstead}
      </ActionButton>
    </div>
  )
}

const RefundForm = ({ order, left }: { order: StaffOrder; left: Refundable }) => {
  const wish = useSignal<Wish>(nothing)
  const reason = useSignal('')
  if (left.most.amount === 0) return <p>{t().money.nothingLeft}</p>
  const amount = amountOf(left, wish.value)
  const isTooMuch = amount.amount > left.most.amount
  const submit = async () => {
    const answer = await staff().request('order:refund', { orderId: order.id, reason: reason.value.trim(), ...askedOf(left, wish.value) })
    if (orders.peek().has(order.id)) storeOrder(answer.order)
    made.value += 1
    announce(t().money.isRefunded(money(amount), order.number))
    close()
  }
  return (
    <Form action={t().money.refundNow(money(amount))} disabled={amount.amount === 0 || isTooMuch} submit={submit}>
      <Kinds left={left} wish={wish} />
      <Lines order={order} left={left} wish={wish} />
      <Amount left={left} wish={wish} />
      {isTooMuch && <Problem>{t().money.atMost(money(left.most))}</Problem>}
      <Reason reason={reason} />
      {amount.amount === left.most.amount && stepsOf('manager', order.status).includes('rejected') && (
        <GoesOn order={order} reason={reason.value} />
      )}
      {amount.amount > 0 && !isTooMuch && (
        <p class="hint">{wayBack(order, money({ ...left.most, amount: left.most.amount - amount.amount }))}</p>
      )}
    </Form>
  )
}

const Asked = ({ about }: { about: { orderId: string } | { number: number } }) => {
  const order = useSignal<StaffOrder | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  useEffect(() => {
    staff()
      .request('order:get', about)
      .then(
        (answer) => {
          order.value = answer.order
        },
        (error: unknown) => {
          problem.value = explain(error)
        },
      )
  }, [about])
  if (problem.value) return <Problem>{problem.value}</Problem>
  if (!order.value) return <Skeleton of="rows" />
  const { number, status, refundable } = order.value
  return (
    <>
      <p class="hint">
        {t().order.title(number)} · {t().staff.column[status]}
      </p>
      <Before order={order.value} />
      {refundable && <RefundForm order={order.value} left={refundable} />}
    </>
  )
}

export const RefundDialog = () =>
  refunding.value ? (
    <Dialog title={t().money.refundTitle} close={close}>
      <Asked about={refunding.value} />
    </Dialog>
  ) : null
