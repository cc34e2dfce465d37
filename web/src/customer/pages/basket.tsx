import { useEffect } from 'preact/hooks'
import { explain } from '../../language/failure.ts'
import { t } from '../../language/page-language.ts'
import { Problem } from '../../ui/action.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { CheckoutForm } from '../checkout/form.tsx'
import { Summary } from '../checkout/summary.tsx'
import { BasketLines } from '../parts/basket-lines.tsx'
import { LeftOut } from '../parts/left-out.tsx'
import { lines } from '../state/basket.ts'
import { unplaced } from '../state/changes.ts'
import { keepQuoting } from '../state/quote.ts'
import { isSignedIn } from '../state/session.ts'

const Unplaced = () => <Problem>{isSignedIn.value && unplaced.value !== undefined && explain(unplaced.value)}</Problem>

const ForGuest = () => (
  <div class="checkout">
    <div>
      <BasketLines />
    </div>
    <aside>
      <Summary />
      <div class="bar">
        {/* biome-ignore lint/a11y/useSemanticElements: a link to another page that looks like the next step */}
        <a href="#/sign-in" role="button">
          {t().basket.signInFirst}
        </a>
      </div>
    </aside>
  </div>
)

export const BasketPage = () => {
  useEffect(keepQuoting, [])
  if (lines.value.length === 0) {
    return (
      <Page title={t().basket.title}>
        <Unplaced />
        <LeftOut />
        <Empty icon="basket" title={t().basket.empty}>
          {/* biome-ignore lint/a11y/useSemanticElements: a link to another page that looks like the next step */}
          <a href="#/" role="button">
            {t().basket.toMenu}
          </a>
        </Empty>
      </Page>
    )
  }
  return (
    <Page title={t().basket.title}>
      <Unplaced />
      <LeftOut />
      {isSignedIn.value ? <CheckoutForm /> : <ForGuest />}
    </Page>
  )
}
