import { useEffect } from 'preact/hooks'
import { explain } from '../../language/failure.ts'
import { money, t } from '../../language/language.ts'
import { Problem } from '../../ui/action.tsx'
import { Form } from '../../ui/form.tsx'
import { Page } from '../../ui/page.tsx'
import { go } from '../../ui/route.ts'
import { BasketLines } from '../parts/basket-lines.tsx'
import { DeliveryFields } from '../parts/delivery-fields.tsx'
import { LeftOut } from '../parts/left-out.tsx'
import { isOrderable, QuoteSummary } from '../parts/quote.tsx'
import { account } from '../state/account.ts'
import { lines } from '../state/basket.ts'
import { isPlacing, unplaced } from '../state/changes.ts'
import { keepQuoting, shownQuote, startCheckout } from '../state/checkout.ts'
import { placeOrder } from '../state/place-order.ts'
import { isSignedIn, session } from '../state/session.ts'

const order = async () => go(`order/${(await placeOrder()).id}`)

const Checkout = () => {
  useEffect(startCheckout, [account.value])
  const { value: quoted } = shownQuote
  return (
    <Form
      class="checkout"
      label={t().nav.basket}
      action={isPlacing.value ? t().basket.ordering : t().basket.order(quoted ? money(quoted.total) : '…')}
      disabled={!quoted || !isOrderable(quoted) || isPlacing.value || !session.value}
      submit={order}
    >
      <DeliveryFields />
      <QuoteSummary />
    </Form>
  )
}

const Unplaced = () => <Problem>{unplaced.value !== undefined && explain(unplaced.value)}</Problem>

export const BasketPage = () => {
  useEffect(keepQuoting, [])
  if (lines.value.length === 0) {
    return (
      <Page title={t().basket.title}>
        <Unplaced />
        <LeftOut />
        <p>{t().basket.empty}</p>
        <a href="#/">{t().basket.toMenu}</a>
      </Page>
    )
  }
  return (
    <Page title={t().basket.title} class="basket">
      <Unplaced />
      <LeftOut />
      <BasketLines />
      {isSignedIn.value ? (
        <Checkout />
      ) : (
        <div>
          <QuoteSummary />
          {/* biome-ignore lint/a11y/useSemanticElements: a link to another page that looks like the next step */}
          <a href="#/sign-in" role="button">
            {t().basket.signInFirst}
          </a>
        </div>
      )}
    </Page>
  )
}
