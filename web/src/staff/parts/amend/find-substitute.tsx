/** Finds what to offer instead of a dish: only what is on the menu and what the customer eats, with its options. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Product, QueueOrder } from '#contract'
import { DishOptions } from '../../../customer/parts/dish-options.tsx'
import { missingOf, unitPriceOf } from '../../../customer/state/choices.ts'
import { money, t } from '../../../language/staff-language.ts'
import { limits } from '../../../ui/limits.ts'
import { dishesToOffer, type Item, type Substitute } from '../../state/amend.ts'

interface Props {
  order: QueueOrder
  item: Item
  /** Undefined: nothing is chosen, or a choice is missing. */
  choose: (substitute: Substitute | undefined) => void
}

const Chosen = ({
  product,
  choices,
  choose,
}: {
  product: Product
  choices: readonly string[]
  choose: (ids: readonly string[]) => void
}) => (
  <>
    <DishOptions product={product} chosen={choices} choose={choose} />
    <p class="hint">{t().tickets.amend.price(money(unitPriceOf({ product, choices })))}</p>
  </>
)

const Found = ({
  products,
  chosen,
  pick,
}: {
  products: readonly Product[]
  chosen: Product | undefined
  pick: (product: Product) => void
}) => (
  <fieldset class="substitutes" aria-label={t().tickets.amend.search}>
    {products.map((product) => (
      <label key={product.id}>
        <input type="radio" name="substitute" checked={product.id === chosen?.id} onChange={() => pick(product)} />
        <bdi>{product.name}</bdi>
        <span class="sum">{money(product.price)}</span>
      </label>
    ))}
  </fieldset>
)

export const FindSubstitute = ({ order, item, choose }: Props) => {
  const search = useSignal('')
  const chosen = useSignal<Product | undefined>(undefined)
  const choices = useSignal<readonly string[]>([])
  const product = chosen.value
  useEffect(() => {
    const isComplete = product !== undefined && missingOf(product, choices.value) === undefined
    choose(
      isComplete ? { productId: product.id, quantity: 1, ...(choices.value.length > 0 && { choices: [...choices.value] }) } : undefined,
    )
  }, [product, choices.value])
  const products = dishesToOffer(order, item, search.value)
  const pick = (picked: Product) => {
    chosen.value = picked
    choices.value = []
  }
  return (
    <>
      <input
        type="search"
        aria-label={t().tickets.amend.search}
        placeholder={t().tickets.amend.search}
        maxLength={limits.search}
        value={search.value}
        onInput={({ currentTarget }) => (search.value = currentTarget.value)}
      />
      {products.length === 0 ? <p class="hint">{t().tickets.amend.none}</p> : <Found products={products} chosen={product} pick={pick} />}
      {product && <Chosen product={product} choices={choices.value} choose={(ids) => (choices.value = ids)} />}
    </>
  )
}
