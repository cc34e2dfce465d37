import { explain } from '../../language/failure.ts'
import { t } from '../../language/staff-language.ts'
import { announce } from '../../ui/announce.tsx'
import { dishes, dishWith, setAvailable } from '../state/dishes.ts'
import { staff } from '../state/session.ts'

const switchDish = (productId: string, available: boolean) => {
  setAvailable(productId, available)
  staff()
    .request('menu:set_availability', { productId, available })
    .catch((error: unknown) => {
      setAvailable(productId, !available)
      announce(explain(error))
    })
}

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

export const DishSwitches = () => (
  <ul class="switches">
    {dishes.value.map(({ id, name, available }) => (
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
      </li>
    ))}
  </ul>
)
