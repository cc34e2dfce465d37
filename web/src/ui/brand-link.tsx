import { brand } from './brand.ts'

/** The name of the shop, which leads to the first page. */
export const BrandLink = () =>
  brand.value === '' ? null : (
    <a href="#/" dir="auto">
      {brand.value}
    </a>
  )
