import { explain } from '../../language/failure.ts'
import { t } from '../../language/language.ts'
import { announce } from '../../ui/announce.tsx'
import { dishes, setAvailable } from '../state/dishes.ts'
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
