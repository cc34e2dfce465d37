/** Whether we deliver to the address, and what an order there must cost. */
import { computed } from '@preact/signals'
import { money, number, t } from '../../language/page-language.ts'
import { quote } from './quote.ts'

type Reason = NonNullable<typeof quote.value>['obstacles'][number]['reason']

const detailsOf = (wanted: Reason) => quote.value?.obstacles.find(({ reason }) => reason === wanted)?.details

/** Said beside the map. */
export const placeObstacle = computed((): string | undefined => {
  if (detailsOf('location_required')) return t().where.needsPin
  const outside = detailsOf('out_of_area')
  return outside && t().where.outside(outside.area?.name, outside.km === undefined ? undefined : number(outside.km))
})

/** Said beside the total. */
export const minimumObstacle = computed((): string | undefined => {
  const { minimum, missing } = detailsOf('below_minimum') ?? {}
  return minimum && missing && t().where.addMore(money(missing), money(minimum))
})
