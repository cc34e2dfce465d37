import { useEffect } from 'preact/hooks'
import { money, t } from '../../language/language.ts'
import { Form } from '../../ui/form.tsx'
import { Page } from '../../ui/page.tsx'
import { go } from '../../ui/route.ts'
import { BasketLines } from '../parts/basket-lines.tsx'
import { DeliveryFields } from '../parts/delivery-fields.tsx'
import { isOrderable, QuoteSummary } from '../parts/quote.tsx'
import { account } from '../state/account.ts'
import { items, lines } from '../state/basket.ts'
import { accepted, delivery, keepQuoting, note, paymentMethod, quote, startCheckout } from '../state/checkout.ts'
import { isPlacing, place } from '../state/placing.ts'
import { isSignedIn } from '../state/session.ts'

const order = async () => {
  const placed = await place({
    items: items.value,
    delivery: delivery.value,
    paymentMethod: paymentMethod.value,
    ...(note.value.trim() && { note: note.value.trim() }),
    ...(accepted.value && { acceptDietaryConflicts: true }),
  })
  note.value = ''
  accepted.value = false
  go(`order/${placed.id}`)
}

const Checkout = () => {
  useEffect(startCheckout, [account.value])
  const { value: quoted } = quote
  const stop = quoted !== undefined && !isOrderable(quoted)
  return (
    <Form
      class="checkout"
      label={t().nav.basket}
      action={isPlacing.value ? t().basket.ordering : t().basket.order(quoted ? money(quoted.total) : '…')}
      disabled={stop || isPlacing.value}
      submit={order}
    >
      <DeliveryFields />
      <QuoteSummary />
    </Form>
  )
}

export const BasketPage = () => {
  useEffect(keepQuoting, [])
  if (lines.value.length === 0) {
    return (
      <Page title={t().basket.title}>
        <p>{t().basket.empty}</p>
        <a href="#/">{t().basket.toMenu}</a>
      </Page>
    )
  }
  return (
    <Page title={t().basket.title} class="basket">
      <BasketLines />
      {isSignedIn.value ? (
        <Checkout />
      ) : (
        <div>
          <QuoteSummary />
          {/* biome-ignore lint/a11y/useSemanticElements: it leads to another page, and looks like what one does next */}
          <a href="#/sign-in" role="button">
            {t().basket.signInFirst}
          </a>
        </div>
      )}
    </Page>
  )
}
