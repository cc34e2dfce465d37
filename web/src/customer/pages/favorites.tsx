import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Favorite } from '#contract'
import { listed } from '../../language/isolate.ts'
import { money, t } from '../../language/page-language.ts'
import { ActionButton, Problem, useAction } from '../../ui/action.tsx'
import { Empty } from '../../ui/empty.tsx'
import { NextStep } from '../../ui/next-step.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { orderFavorite } from '../state/order-again.ts'
import { customer } from '../state/session.ts'

/** Today's price of what can be ordered. */
const sumOf = ({ items }: Favorite) => {
  const prices = items.flatMap(({ unitPrice, quantity, available }) =>
    unitPrice && available ? [{ ...unitPrice, amount: unitPrice.amount * quantity }] : [],
  )
  const [first] = prices
  return first && money({ ...first, amount: prices.reduce((sum, { amount }) => sum + amount, 0) })
}

const Item = ({ favorite, remove }: { favorite: Favorite; remove: () => Promise<unknown> }) => {
  const sum = sumOf(favorite)
  const action = sum === undefined ? t().favorites.order : `${t().favorites.order} · ${sum}`
  return (
    <li>
      <article>
        <header class="row">
          <h2>{favorite.name}</h2>
          <ActionButton class="plain remove" label={t().favorites.remove(favorite.name)} act={remove}>
            ✕
          </ActionButton>
        </header>
        <ul class="items">
          {favorite.items.map(({ productId, name, quantity, choices = [], available }, index) => (
            <li key={`${productId} ${index}`}>
              <span>
                {quantity} × {name}
                {choices.length > 0 && <small>{listed(choices.map((choice) => choice.name))}</small>}{' '}
                {!available && <small class="warning">{t().favorites.gone}</small>}
              </span>
            </li>
          ))}
        </ul>
        <ActionButton
          class="secondary outline"
          label={`${action}: ${favorite.name}`}
          disabled={sum === undefined}
          act={() => orderFavorite(favorite)}
        >
          {action}
        </ActionButton>
      </article>
    </li>
  )
}

const useFavorites = () => {
  const favorites = useSignal<readonly Favorite[] | undefined>(undefined)
  const { problem, run } = useAction()
  const load = async () => {
    const listed: Favorite[] = []
    for await (const page of customer().pages('favorite:list')) listed.push(...page.favorites)
    favorites.value = listed
  }
  useEffect(() => {
    void run(load)
    const stopHearing = customer().on('account:changed', ({ data }) => void (data.changed.includes('favorites') && run(load)))
    const stopReloading = customer().on('stale', () => void run(load))
    return () => {
      stopHearing()
      stopReloading()
    }
  }, [])
  return { favorites: favorites.value, problem: problem.value }
}

export const FavoritesPage = () => {
  const { favorites, problem } = useFavorites()
  const remove = (favoriteId: string) => customer().request('favorite:remove', { favoriteId })
  return (
    <Page title={t().favorites.title}>
      <Problem>{problem}</Problem>
      {!favorites && !problem && <Skeleton of="rows" />}
      {favorites?.length === 0 && (
        <Empty icon="heart" title={t().favorites.none} text={t().favorites.noneText}>
          <NextStep to="orders">{t().order.all}</NextStep>
        </Empty>
      )}
      <ul class="cards two">
        {favorites?.map((favorite) => (
          <Item key={favorite.id} favorite={favorite} remove={() => remove(favorite.id)} />
        ))}
      </ul>
    </Page>
  )
}
