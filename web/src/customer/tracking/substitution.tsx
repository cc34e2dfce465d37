/** What the kitchen offers instead of a dish that it is out of, until the customer has answered. */
import { newRequestId } from '#client'
import type { Amendment, Order } from '#contract'
import { listed } from '../../language/isolate.ts'
import { money, t } from '../../language/page-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { missingOf, portions, timeLeft } from '../../ui/amended.ts'
import { Icon } from '../../ui/icon.tsx'
import { now } from '../../ui/now.ts'
import { change } from '../state/changes.ts'

type Substitute = NonNullable<Amendment['substitute']>

const Offered = ({ substitute }: { substitute: Substitute }) => (
  <p class="instead">
    <strong>{portions({ quantity: substitute.quantity, name: substitute.name })}</strong> <span class="sum">{money(substitute.total)}</span>
    {substitute.choices && <small>{listed(substitute.choices.map(({ name }) => name))}</small>}
    {substitute.note && <small>{t().quoted(substitute.note)}</small>}
  </p>
)

/** By how much the order becomes cheaper. Discounts are taken off both. */
const differenceOf = ({ total, substitute }: Amendment) => total.amount - (substitute?.total.amount ?? 0)

const isAll = ({ items }: Order, { line, quantity }: Amendment) => items.every((item) => item.line === line && item.quantity === quantity)

const Answers = ({ order, offer }: { order: Order; offer: Amendment }) => {
  const answer = (accept: boolean) =>
    change({ event: 'order:answer_substitution', payload: { requestId: newRequestId(), orderId: order.id, accept } })
  return (
    <>
      <p class="hint">{isAll(order, offer) ? t().substitution.otherwiseAll : t().substitution.otherwise(offer.name)}</p>
      <div class="choices">
        <ActionButton act={() => answer(true)}>{t().substitution.accept}</ActionButton>
        <ActionButton class="secondary outline" act={() => answer(false)}>
          {t().substitution.decline}
        </ActionButton>
      </div>
    </>
  )
}

export const Substitution = ({ order }: { order: Order }) => {
  const offer = order.amendments?.find(({ outcome }) => outcome === 'offered')
  if (!offer?.substitute || offer.answerBy === undefined) return null
  const { substitute, answerBy } = offer
  const difference = differenceOf(offer)
  const left = timeLeft(answerBy, now.value)
  return (
    <section class="substitution" aria-labelledby="substitution">
      <h2 id="substitution">
        <Icon name="warning" /> {t().substitution.title(portions(missingOf(order, offer)))}
      </h2>
      <p>{t().substitution.question}</p>
      <Offered substitute={substitute} />
      <p>
        {difference > 0 ? t().substitution.less(money({ ...offer.total, amount: difference })) : t().substitution.same}{' '}
        <q dir="auto">{offer.reason}</q>
      </p>
      <p class="countdown" role="timer">
        <Icon name="clock" /> {left === undefined ? t().substitution.over : t().substitution.left(left)}
      </p>
      {left !== undefined && <Answers order={order} offer={offer} />}
    </section>
  )
}
