import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { RequestData } from '#contract'
import { dateTime, money, t } from '../../language/staff-language.ts'
import { ActionButton, Problem } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useFollowed } from '../state/followed.ts'
import { made, refunding } from '../state/refund.ts'
import { staff } from '../state/session.ts'
import { Books } from './books.tsx'
import { RefundDialog } from './refund-dialog.tsx'

type Refund = RequestData<'/staff', 'refund:list'>['refunds'][number]
type Dispute = RequestData<'/staff', 'dispute:list'>['disputes'][number]
type Transfer = RequestData<'/staff', 'payment:unmatched'>['transfers'][number]

const Heading = ({ amount, order, at }: { amount: Refund['amount']; order?: number; at: string }) => (
  <p class="row">
    <strong>{money(amount)}</strong>
    {order !== undefined && <span>{t().money.ofOrder(order)}</span>}
    <time dateTime={at} class="hint">
      {dateTime(at)}
    </time>
  </p>
)

const how = ({ byHand, status, provider }: Refund) => {
  if (!byHand) return status === 'failed' ? t().money.partLeft : t().money.underWay
  if (status === 'failed') return t().money.failed
  return provider === 'door' ? t().money.door : t().money.transfer
}

const Account = ({ of: { name, iban } }: { of: NonNullable<Refund['payer']> }) => (
  <>
    {name !== undefined && (
      <>
        <bdi>{name}</bdi>
        {' · '}
      </>
    )}
    <bdi>{iban.replace(/(.{4})(?=.)/g, '$1\u00a0')}</bdi>
  </>
)

const SendTo = ({ payer }: Refund) => (
  <p>
    {payer ? (
      <>
        {t().money.sendTo} <Account of={payer} />
      </>
    ) : (
      t().money.askForAccount
    )}
  </p>
)

const RefundCard = ({ refund, onSettled }: { refund: Refund; onSettled: (refundId: string) => void }) => {
  const { id, orderNumber, amount, reason, createdAt, paymentReference, byHand } = refund
  const settle = async () => {
    await staff().request('refund:settle', { refundId: id })
    announce(t().money.isDone(money(amount), orderNumber))
    onSettled(id)
  }
  return (
    <li>
      <article>
        <Heading amount={amount} order={orderNumber} at={createdAt} />
        <p>{how(refund)}</p>
        {byHand && refund.provider === 'bank' && <SendTo {...refund} />}
        <p class="hint">
          {t().money.reason[reason]}
          {paymentReference !== undefined && ` · ${t().money.reference}: `}
          {paymentReference !== undefined && <bdi>{paymentReference}</bdi>}
        </p>
        {byHand && (
          <ActionButton class="secondary outline" act={settle}>
            {t().money.done}
          </ActionButton>
        )}
      </article>
    </li>
  )
}

const DisputeCard = ({ orderNumber, amount, cause, status, createdAt }: Dispute) => (
  <li>
    <article>
      <Heading amount={amount} order={orderNumber} at={createdAt} />
      <p>
        {t().money.status[status]} · <bdi>{cause}</bdi>
      </p>
    </article>
  </li>
)

const TransferCard = ({ amount, reference, at, payer }: Transfer) => (
  <li>
    <article>
      <Heading amount={amount} at={at} />
      <p>
        {t().money.reference}: <bdi>{reference}</bdi>
      </p>
      {payer && (
        <p>
          {t().money.from} <Account of={payer} />
        </p>
      )}
    </article>
  </li>
)

interface SectionProps {
  title: string
  hint: string
  none: string
  children: ComponentChildren[]
}

const Section = ({ title, hint, none, children }: SectionProps) => (
  <section>
    <h2>{title}</h2>
    <p class="hint">{children.length > 0 ? hint : none}</p>
    {children.length > 0 && <ul class="cards">{children}</ul>}
  </section>
)

/** An order that has left the board is refunded by its number. */
const FindOrder = () => {
  const open = async ({ number = '' }) => {
    refunding.value = { number: Number(number) }
  }
  return (
    <section>
      <h2>{t().money.refundTitle}</h2>
      <Form class="find-order" quiet action={t().money.open} submit={open}>
        <Field label={t().money.number} name="number" type="number" min={1} step={1} required inputMode="numeric" />
      </Form>
    </section>
  )
}

const read = async () => {
  const [{ refunds }, { disputes }, { transfers }] = await Promise.all([
    staff().request('refund:list', { unsettled: true }),
    staff().request('dispute:list', {}),
    staff().request('payment:unmatched', {}),
  ])
  return { refunds, disputes, transfers }
}

/** What only a person can settle, and the books. */
export const MoneyToSettle = () => {
  const told = useSignal(0)
  useEffect(() => {
    const again = () => {
      told.value = told.peek() + 1
    }
    const stops = [staff().on('refund:failed', again), staff().on('payment:disputed', again)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])
  const { value, problem, put } = useFollowed(read, `${told.value} ${made.value}`)
  if (value.value === undefined) return problem.value ? <Problem>{problem.value}</Problem> : <Skeleton of="rows" />
  const { refunds, disputes, transfers } = value.value
  const settled = (refundId: string) => {
    const now = value.peek()
    if (now) put({ ...now, refunds: now.refunds.filter(({ id }) => id !== refundId) })
  }
  return (
    <>
      <Problem>{problem.value}</Problem>
      <FindOrder />
      <Section title={t().money.refunds} hint={t().money.refundsHint} none={t().money.noRefunds}>
        {refunds.map((refund) => (
          <RefundCard key={refund.id} refund={refund} onSettled={settled} />
        ))}
      </Section>
      <Section title={t().money.disputes} hint={t().money.disputesHint} none={t().money.noDisputes}>
        {disputes.map((dispute) => (
          <DisputeCard key={dispute.reference} {...dispute} />
        ))}
      </Section>
      <Section title={t().money.unmatched} hint={t().money.unmatchedHint} none={t().money.noUnmatched}>
        {transfers.map((transfer) => (
          <TransferCard key={transfer.eventId} {...transfer} />
        ))}
      </Section>
      <Books />
      <RefundDialog />
    </>
  )
}
