import { dateTime, t } from '../../language/language.ts'
import { shop } from '../state/shop.ts'

/** Says at the top of the menu that the shop takes no orders for now, or that the kitchen is busy. */
export const ShopNotice = () => {
  if (!shop.value) return null
  const { open, paused, opensAt, busy } = shop.value
  const texts = t().shop
  if (open && !busy) return null
  return (
    <p class="shop-notice" role="status">
      {open ? (
        <strong>{busy && texts.busy(busy.extraMinutes)}</strong>
      ) : (
        <>
          <strong>{paused ? texts.paused(paused.until && dateTime(paused.until)) : texts.closed(opensAt && dateTime(opensAt))}</strong>{' '}
          {paused?.reason ? <bdi>{paused.reason}</bdi> : texts.orderAhead}
        </>
      )}
    </p>
  )
}
