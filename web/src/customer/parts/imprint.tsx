import { t } from '../../language/language.ts'
import { shop } from '../state/shop.ts'

/** Who sells, at the foot of every page. */
export const Imprint = () => {
  const { seller } = shop.value ?? {}
  return (
    seller && (
      <footer class="imprint">
        <p>
          {t().shop.seller}: <bdi>{seller.legalName}</bdi>
        </p>
        <p dir="auto">{seller.address}</p>
        <p dir="auto">{seller.taxNumber}</p>
      </footer>
    )
  )
}
