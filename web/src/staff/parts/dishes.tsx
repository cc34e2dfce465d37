import type { Product } from '#contract'
import { explain } from '../../language/failure.ts'
import { t } from '../../language/staff-language.ts'
import { announce } from '../../ui/announce.tsx'
import { dishes, dishWith, setAvailable, setChoiceAvailable } from '../state/dishes.ts'
import { staff } from '../state/session.ts'

const switchOver = (of: { productId: string; choiceId?: string }, show: (available: boolean) => void, available: boolean) => {
  show(available)
  staff()
    .request('menu:set_availability', { ...of, available })
    .catch((error: unknown) => {
      show(!available)
      announce(explain(error))
    })
}

const switchDish = (productId: string, available: boolean) =>
  switchOver({ productId }, (shown) => setAvailable(productId, shown), available)

const switchChoice = (productId: string, choiceId: string, available: boolean) =>
  switchOver({ productId, choiceId }, (shown) => setChoiceAvailable(choiceId, shown), available)

/** Whether customers can order the dish. */
export const DishSwitch = ({ id, name }: { id: string | undefined; name: string }) => {
  const dish = id === undefined ? undefined : dishWith(id)
  if (!dish) return null
  return (
    <label class="switch">
      <input
        type="checkbox"
        aria-label={t().staff.available(name)}
        checked={dish.available}
        onChange={({ currentTarget }) => switchDish(dish.id, currentTarget.checked)}
      />
    </label>
  )
}

/** Whether customers can choose each of the choices of a dish. */
const ChoiceSwitches = ({ id, name, options }: Pick<Product, 'id' | 'name' | 'options'>) => {
  const gone = options.flatMap(({ choices }) => choices).filter(({ available }) => !available)
  return (
    <details>
      <summary>
        {t().staff.choices}
        <span class="visually-hidden">: {name}</span>
        {gone.length > 0 && <span class="warning">{t().staff.choicesGone(gone.length)}</span>}
      </summary>
      {options.map((option) => (
        <fieldset key={option.id}>
          <legend>{option.name}</legend>
          {option.choices.map((choice) => (
            <label key={choice.id}>
              <input
                type="checkbox"
                aria-label={t().staff.available(`${name}, ${choice.name}`)}
                checked={choice.available}
                onChange={({ currentTarget }) => switchChoice(id, choice.id, currentTarget.checked)}
              />
              <bdi>{choice.name}</bdi>
            </label>
          ))}
        </fieldset>
      ))}
    </details>
  )
}

export const DishSwitches = () => (
  <ul class="switches">
    {dishes.value.map(({ id, name, available, options }) => (
      <li key={id}>
        <label>
          <input
            type="checkbox"
            aria-label={t().staff.available(name)}
            checked={available}
            onChange={({ currentTarget }) => switchDish(id, currentTarget.checked)}
          />
          {name}
        </label>
        {options.length > 0 && <ChoiceSwitches id={id} name={name} options={options} />}
      </li>
    ))}
  </ul>
)
