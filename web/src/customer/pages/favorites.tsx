import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Favorite } from '#contract'
import { money, t } from '../../language/language.ts'
import { ActionButton, Problem, useAction } from '../../ui/action.tsx'
import { Page } from '../../ui/page.tsx'
import { orderFavorite } from '../state/order-again.ts'
import { customer } from '../state/session.ts'

const sumOf = ({ items }: Favorite) => {
  const prices = items.flatMap(({ unitPrice, quantity }) => (unitPrice ? [{ ...unitPrice, amount: unitPrice.amount * quantity }] : []))
  const [first] = prices
  return first && money({ ...first, amount: prices.reduce((sum, { amount }) => sum + amount, 0) })
}

const Item = ({ favorite, remove }: { favorite: Favorite; remove: () => Promise<void> }) => (
  <li>
    <article>
      <header class="row">
        <h2>{favorite.name}</h2>
        <ActionButton class="plain remove" label={t().favorites.remove(favorite.name)} act={remove}>
          ✕
        </ActionButton>
      </header>
      <ul class="items">
        {favorite.items.map(({ productId, name, quantity, available }, index) => (
          <li key={`${productId} ${index}`}>
            <span>
              {quantity} × {name} {!available && <small class="warning">{t().favorites.gone}</small>}
            </span>
          </li>
        ))}
      </ul>
      <ActionButton class="secondary outline" act={() => orderFavorite(favorite)}>
        {t().favorites.order} · {sumOf(favorite)}
      </ActionButton>
    </article>
  </li>
)

export const FavoritesPage = () => {
  const favorites = useSignal<readonly Favorite[] | undefined>(undefined)
  const { problem, run } = useAction()
  const load = async () => {
    const listed: Favorite[] = []
    for await (const page of customer().pages('favorite:list')) listed.push(...page.favorites)
    favorites.value = listed
  }
  useEffect(() => void run(load), [])
  const remove = async (favoriteId: string) => {
    await customer().request('favorite:remove', { favoriteId })
    await load()
  }
  return (
    <Page title={t().favorites.title}>
      <Problem>{problem.value}</Problem>
      {favorites.value?.length === 0 && <p>{t().favorites.none}</p>}
      <ul class="cards">
        {favorites.value?.map((favorite) => (
          <Item key={favorite.id} favorite={favorite} remove={() => remove(favorite.id)} />
        ))}
      </ul>
    </Page>
  )
}
