import { useSignal } from '@preact/signals'
import type { Customer } from '#contract'
import { dateTime, day, t } from '../../language/staff-language.ts'
import { Problem, useAction } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { staff } from '../state/session.ts'

interface Props {
  customer: Customer
  onChange: (customer: Customer) => void
}

const Blocking = ({ customer: { id: accountId, name, blocked }, onChange }: Props) => {
  const asking = useSignal(false)
  const { busy, problem, run } = useAction()
  const block = async ({ reason = '' }: Record<string, string>) => {
    onChange((await staff().request('customer:block', { accountId, reason })).customer)
    asking.value = false
    announce(t().customers.isBlocked(name))
  }
  const unblock = async () => {
    onChange((await staff().request('customer:unblock', { accountId })).customer)
    announce(t().customers.isUnblocked(name))
  }
  const press = () => {
    if (blocked) void run(unblock)
    else asking.value = true
  }
  return (
    <>
      <button type="button" class="secondary outline" disabled={busy.value} onClick={press}>
        {blocked ? t().customers.unblock : t().customers.block}
      </button>
      <Problem>{problem.value}</Problem>
      {asking.value && (
        <Dialog title={t().customers.blockTitle(name)} close={() => (asking.value = false)}>
          <p>{t().customers.blockMeans}</p>
          <Form action={t().customers.block} submit={block}>
            <Field label={t().customers.blockWhy} name="reason" required maxLength={limits.reason} />
          </Form>
        </Dialog>
      )}
    </>
  )
}

const Facts = ({ customer: { createdAt, firstDeliveredAt, openOrders, unpaidOrders } }: Pick<Props, 'customer'>) => {
  const orders = [
    ...(firstDeliveredAt === undefined ? [t().customers.isNew] : []),
    ...(openOrders > 0 ? [t().customers.open(openOrders)] : []),
    ...(unpaidOrders > 0 ? [t().customers.unpaid(unpaidOrders)] : []),
  ]
  return <p class="hint">{[t().customers.since(day(createdAt)), ...orders].join(' · ')}</p>
}

export const CustomerCard = ({ customer, onChange }: Props) => {
  const { name, login, email, phone, blocked } = customer
  return (
    <article aria-label={name} data-blocked={blocked !== undefined}>
      <header>
        <h2 dir="auto">{name}</h2>
        <span class="hint">
          <bdi>{login}</bdi>
        </span>
        {blocked && <strong class="warning">{t().customers.blocked}</strong>}
      </header>
      <p class="contact">
        <a href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`}>{email}</a>
        {phone && <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>}
      </p>
      <Facts customer={customer} />
      {blocked && (
        <p class="warning">
          {t().customers.blockedSince(dateTime(blocked.at))}: <bdi>{blocked.reason}</bdi>
        </p>
      )}
      <Blocking customer={customer} onChange={onChange} />
    </article>
  )
}
