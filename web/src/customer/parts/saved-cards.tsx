/** The cards that the payment service keeps for the customer. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { newRequestId } from '#client'
import type { SavedCard } from '#contract'
import { t } from '../../language/page-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { customer } from '../state/session.ts'

const twoDigits = (number: number) => String(number % 100).padStart(2, '0')

/** `Visa •••• 4242, 12/40` */
const nameOf = ({ brand, last4, expires: { month, year } }: SavedCard) =>
  `${brand.charAt(0).toUpperCase()}${brand.slice(1)} •••• ${last4}, ${twoDigits(month)}/${twoDigits(year)}`

/** Nothing, for a customer who has no such cards. */
export const SavedCards = () => {
  const cards = useSignal<readonly SavedCard[]>([])
  useEffect(() => {
    customer()
      .request('card:list')
      .then(
        (answer) => {
          cards.value = answer.cards
        },
        // the service does not answer: the rest of the page does not need it
        () => undefined,
      )
  }, [])
  const forget = async () => {
    await customer().request('card:forget', { requestId: newRequestId() })
    announce(t().card.forgotten(cards.value.length))
    cards.value = []
  }
  if (cards.value.length === 0) return null
  return (
    <section aria-labelledby="saved-cards">
      <h2 id="saved-cards">{t().card.saved}</h2>
      <ul class="cards">
        {cards.value.map((card) => (
          <li key={nameOf(card)} class="row">
            <span>{nameOf(card)}</span>
          </li>
        ))}
      </ul>
      <p class="hint">{t().card.savedHint}</p>
      <ActionButton class="secondary outline" act={forget}>
        {t().card.forget(cards.value.length)}
      </ActionButton>
    </section>
  )
}
