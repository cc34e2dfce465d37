import { dateTime, t } from '../../language/language.ts'
import { shop } from '../state/shop.ts'

/** Says at the top of the menu that the shop takes no orders for now. */
export const ShopNotice = () => {
  if (!shop.value || shop.value.open) return null
  const { paused, opensAt } = shop.value
  const texts = t().shop
  return (
    <p class="shop-notice" role="status">
      <strong>{paused ? texts.paused(paused.until && dateTime(paused.until)) : texts.closed(opensAt && dateTime(opensAt))}</strong>{' '}
      {paused?.reason ? <bdi>{paused.reason}</bdi> : texts.orderAhead}
    </p>
  )
}
