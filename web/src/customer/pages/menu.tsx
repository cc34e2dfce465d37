import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Product } from '#contract'
import { choices, t } from '../../language/language.ts'
import { Page } from '../../ui/page.tsx'
import { DishCard } from '../parts/dish-card.tsx'
import { DishDialog } from '../parts/dish-dialog.tsx'
import { diets, loadMenu, menu, recommendations, search } from '../state/menu.ts'
import { isSignedIn } from '../state/session.ts'

const whileTypingMs = 150

const Search = () => {
  useEffect(() => {
    const timer = setTimeout(() => void loadMenu().catch(() => undefined), whileTypingMs)
    return () => clearTimeout(timer)
  }, [search.value, diets.value])
  return (
    <search class="search">
      <input
        type="search"
        aria-label={t().menu.search}
        placeholder={t().menu.search}
        value={search.value}
        onInput={({ currentTarget }) => (search.value = currentTarget.value)}
      />
      <fieldset class="chips">
        <legend>{t().menu.diets}</legend>
        {choices(t().diet).map(([diet, name]) => (
          <label key={diet} class="chip">
            <input
              type="checkbox"
              checked={diets.value.includes(diet)}
              onChange={() => {
                diets.value = diets.value.includes(diet) ? diets.value.filter((other) => other !== diet) : [...diets.value, diet]
              }}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </search>
  )
}

const ForYou = ({ open }: { open: (product: Product) => void }) => {
  const isSearching = search.value.trim() !== '' || diets.value.length > 0
  if (!isSignedIn.value || isSearching || recommendations.value.length === 0) return null
  return (
    <section aria-labelledby="for-you">
      <h2 id="for-you">{t().menu.forYou}</h2>
      <div class="dishes">
        {recommendations.value.map(({ product, why }) => (
          <DishCard key={product.id} product={product} why={why} open={() => open(product)} />
        ))}
      </div>
    </section>
  )
}

const Categories = ({ open }: { open: (product: Product) => void }) => {
  const { categories = [], products = [] } = menu.value ?? {}
  const filled = categories
    .map(({ id, name }) => ({ id, name, dishes: products.filter(({ categoryId }) => categoryId === id) }))
    .filter(({ dishes }) => dishes.length > 0)
  return (
    <>
      <p role="status" class="hint">
        {menu.value && (products.length > 0 ? t().menu.found(products.length) : t().menu.none)}
      </p>
      {filled.map(({ id, name, dishes }) => (
        <section key={id} aria-labelledby={`category-${id}`}>
          <h2 id={`category-${id}`}>{name}</h2>
          <div class="dishes">
            {dishes.map((product) => (
              <DishCard key={product.id} product={product} open={() => open(product)} />
            ))}
          </div>
        </section>
      ))}
    </>
  )
}

export const MenuPage = () => {
  const chosen = useSignal<string | undefined>(undefined)
  const known = [...(menu.value?.products ?? []), ...recommendations.value.map(({ product }) => product)]
  const product = known.find(({ id }) => id === chosen.value)
  const open = ({ id }: Product) => {
    chosen.value = id
  }
  return (
    <Page title={t().menu.title}>
      <Search />
      <ForYou open={open} />
      <Categories open={open} />
      {product && <DishDialog key={product.id} product={product} close={() => (chosen.value = undefined)} />}
    </Page>
  )
}
