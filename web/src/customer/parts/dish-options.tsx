/** The options of a dish: sizes, extras. */
import type { Product } from '#contract'
import { money, t } from '../../language/language.ts'
import { isFull, toggleChoice } from '../state/choices.ts'

interface Choosing {
  product: Product
  chosen: readonly string[]
  choose: (ids: readonly string[]) => void
}

type Option = Product['options'][number]

const hintOf = ({ min, max }: Option) => {
  if (min > 0 && max === min) return t().dish.chooseExactly(min)
  if (min > 0) return t().dish.chooseBetween(min, max)
  return max > 1 ? t().dish.chooseUpTo(max) : t().dish.optional
}

const OptionFields = ({ option, chosen, choose }: Omit<Choosing, 'product'> & { option: Option }) => {
  const isRadio = option.min === 1 && option.max === 1
  return (
    <fieldset class="dish-option" id={`option-${option.id}`}>
      <legend>{option.name}</legend>
      <p class="hint">{hintOf(option)}</p>
      {option.choices.map(({ id, name, price, available }) => {
        const isChosen = chosen.includes(id)
        return (
          <label key={id}>
            <input
              type={isRadio ? 'radio' : 'checkbox'}
              name={option.id}
              checked={isChosen}
              disabled={!isChosen && (!available || isFull(option, chosen))}
              onChange={() => choose(toggleChoice(option, chosen, id))}
            />
            <span>{name}</span>
            <span class="sum">{available ? price.amount > 0 && `+ ${money(price)}` : t().menu.soldOut}</span>
          </label>
        )
      })}
    </fieldset>
  )
}

export const DishOptions = ({ product, chosen, choose }: Choosing) => (
  <>
    {product.options.map((option) => (
      <OptionFields key={option.id} option={option} chosen={chosen} choose={choose} />
    ))}
  </>
)
