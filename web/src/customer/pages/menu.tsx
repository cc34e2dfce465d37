import { useSignal } from '@preact/signals'
import type { Product } from '#contract'
import { t } from '../../language/language.ts'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { BasketBar } from '../parts/basket-bar.tsx'
import { CategoryChips, headingOf, type Part } from '../parts/category-chips.tsx'
import { DishCard } from '../parts/dish-card.tsx'
import { DishDialog } from '../parts/dish-dialog.tsx'
import { clearFinder, Finder } from '../parts/finder.tsx'
import { menuWords } from '../parts/menu-words.ts'
import { ShopNotice } from '../parts/shop-notice.tsx'
import { isWhole, menu, recommendations, shown } from '../state/menu.ts'
import { isSignedIn } from '../state/session.ts'
import { shop } from '../state/shop.ts'

interface PartProps extends Part {
  dishes: readonly { product: Product; why?: string }[]
  open: (product: Product) => void
}

const PartOfMenu = ({ id, name, dishes, open }: PartProps) => (
  <section aria-labelledby={headingOf(id)} data-part={id}>
    <h2 id={headingOf(id)} tabIndex={-1}>
      {name}
    </h2>
    <div class="dishes">
      {dishes.map(({ product, why }) => (
        <DishCard key={product.id} product={product} {...(why !== undefined && { why })} open={() => open(product)} />
      ))}
    </div>
  </section>
)

/** The reasons only where they differ: the same one on every dish says nothing. */
const recommended = () => {
  if (!isSignedIn.value || !isWhole.value || !menu.value) return []
  const { value: all } = recommendations
  return new Set(all.map(({ why }) => why)).size > 1 ? all : all.map(({ product }) => ({ product }))
}

/** The parts of the menu in order: what is recommended, then the categories. */
const partsOfMenu = () => {
  const forYou = { id: 'for-you', name: t().menu.forYou, dishes: recommended() }
  const categories = shown.value.map(({ id, name, dishes }) => ({ id, name, dishes: dishes.map((product) => ({ product })) }))
  return [forYou, ...categories].filter(({ dishes }) => dishes.length > 0)
}

const Nothing = () => (
  <Empty icon="search" title={menuWords().none} text={t().menu.noneHint}>
    <button type="button" onClick={clearFinder}>
      {t().menu.clear}
    </button>
  </Empty>
)

export const MenuPage = () => {
  const chosen = useSignal<string | undefined>(undefined)
  const known = [...(menu.value?.products ?? []), ...recommendations.value.map(({ product }) => product)]
  const product = known.find(({ id }) => id === chosen.value)
  const parts = partsOfMenu()
  const open = ({ id }: Product) => {
    chosen.value = id
  }
  return (
    <Page title={shop.value?.greeting ?? menuWords().title} class="menu">
      <ShopNotice />
      <Finder />
      {parts.length > 0 && <CategoryChips parts={parts} />}
      {parts.map((part) => (
        <PartOfMenu key={part.id} {...part} open={open} />
      ))}
      {!menu.value && <Skeleton of="cards" count={8} />}
      {menu.value && parts.length === 0 && <Nothing />}
      <BasketBar />
      {product && <DishDialog key={product.id} product={product} close={() => (chosen.value = undefined)} />}
    </Page>
  )
}
