import type { TargetedSubmitEvent } from 'preact'
import { useEffect } from 'preact/hooks'
import { money, t } from '../../language/page-language.ts'
import { Problem, useAction } from '../../ui/action.tsx'
import { mark } from '../../ui/form.tsx'
import { go } from '../../ui/route.ts'
import { BasketLines } from '../parts/basket-lines.tsx'
import { account } from '../state/account.ts'
import { isPlacing, unplaced } from '../state/changes.ts'
import { at, chooseTyped, isLater, isTimeMissing, startCheckout } from '../state/checkout.ts'
import { openPoints } from '../state/obstacles.ts'
import { placeOrder } from '../state/place-order.ts'
import { quote, shownQuote } from '../state/quote.ts'
import { loadRecentPlaces } from '../state/recent-places.ts'
import { session } from '../state/session.ts'
import { AddressCard } from './address-card.tsx'
import { Card } from './option.tsx'
import { PaymentCard } from './payment-card.tsx'
import { Summary } from './summary.tsx'
import { TimeCard } from './time-card.tsx'
import { TipCard } from './tip-card.tsx'

const showFirstObstacle = (form: HTMLFormElement) => form.querySelector<HTMLElement>('[data-obstacle]')?.focus()

/** The button orders, or leads to the first thing that stands in the way. */
const OrderButton = ({ isBusy }: { isBusy: boolean }) => {
  const { value: quoted } = quote
  const isWaiting = isPlacing.value || !session.value || !shownQuote.value || isTimeMissing.value
  const order = isPlacing.value ? t().basket.ordering : t().basket.order(quoted ? money(quoted.total) : '…')
  if (openPoints.value > 0) {
    return (
      <button type="button" class="settle" onClick={({ currentTarget: { form } }) => form && showFirstObstacle(form)}>
        {t().basket.settle(openPoints.value)}
      </button>
    )
  }
  return (
    <button type="submit" aria-busy={isBusy ? 'true' : undefined} disabled={isBusy || isWaiting}>
      {order}
    </button>
  )
}

export const CheckoutForm = () => {
  const { busy, problem, run } = useAction()
  useEffect(startCheckout, [account.value])
  // what was said of another time is settled
  useEffect(() => {
    problem.value = undefined
  }, [at.value, isLater.value])
  useEffect(() => {
    // without them the customer types the address
    if (session.value) void loadRecentPlaces().then(chooseTyped, () => undefined)
  }, [session.value !== undefined])
  const order = async (form: HTMLFormElement) => {
    mark(form, undefined)
    try {
      go(`order/${(await placeOrder()).id}`)
    } catch (error) {
      // the customer has gone to another page, and would not see it here
      if (!form.isConnected && session.value) {
        unplaced.value = error
        go('basket')
      }
      mark(form, error)
      throw error
    }
  }
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    if (openPoints.value > 0) showFirstObstacle(form)
    else if (shownQuote.value && !isPlacing.value && !isTimeMissing.value) void run(() => order(form))
  }
  return (
    <form class="checkout" onSubmit={submit} aria-label={t().nav.basket}>
      <div>
        <Card title={t().basket.dishes}>
          <BasketLines />
        </Card>
        <AddressCard />
        <TimeCard />
        <TipCard />
        <PaymentCard />
      </div>
      <aside>
        <Summary />
        <Problem>{problem.value}</Problem>
        <div class="bar">
          <OrderButton isBusy={busy.value} />
        </div>
      </aside>
    </form>
  )
}
