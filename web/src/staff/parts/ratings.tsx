import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RequestData } from '#contract'
import { listed } from '../../language/isolate.ts'
import { dateTime, number, t } from '../../language/staff-language.ts'
import { Problem } from '../../ui/action.tsx'
import { useAnswer } from '../../ui/answer.ts'
import { limits } from '../../ui/limits.ts'
import { staff } from '../state/session.ts'

type Ratings = RequestData<'/staff', 'rating:list'>

/** The list starts with the ratings below this. */
const lowBelow = 3

const Entry = ({ number: order, rating, courierRating, comment, products, courier, ratedAt }: Ratings['ratings'][number]) => (
  <li>
    <article>
      <p class="row">
        <strong role="img" aria-label={t().rating.stars(rating)}>
          {'★'.repeat(rating)}
          {'☆'.repeat(limits.stars - rating)}
        </strong>
        <span>{t().order.title(order)}</span>
        <time dateTime={ratedAt} class="hint">
          {dateTime(ratedAt)}
        </time>
      </p>
      {comment && <p>{t().quoted(comment)}</p>}
      <p class="hint">
        {listed(products.map(({ name }) => name))}
        {courier && ' · '}
        {courier && <bdi>{courier.name}</bdi>}
        {courierRating && `: ${t().rating.stars(courierRating)}`}
      </p>
    </article>
  </li>
)

export const RatingList = () => {
  const onlyLow = useSignal(true)
  const read = () => staff().request('rating:list', { limit: 50, ...(onlyLow.value && { below: lowBelow }) })
  const { value, problem, load } = useAnswer(read, String(onlyLow.value))
  useEffect(() => {
    const stops = [staff().on('rating:low', load), staff().on('stale', load)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])
  const { overall, courier, ratings: list = [] } = value.value ?? {}
  return (
    <>
      <p class="row">
        <label>
          <input type="checkbox" checked={onlyLow.value} onChange={({ currentTarget }) => (onlyLow.value = currentTarget.checked)} />
          {t().staff.below}
        </label>
        <span>
          {overall?.average && `${t().rating.food} ${number(overall.average)} (${overall.count})`}{' '}
          {courier?.average && `· ${t().rating.courier} ${number(courier.average)} (${courier.count})`}
        </span>
      </p>
      <Problem>{problem.value}</Problem>
      {value.value && list.length === 0 && <p>{t().staff.noRatings}</p>}
      <ul class="cards">
        {list.map((rating) => (
          <Entry key={rating.orderId} {...rating} />
        ))}
      </ul>
    </>
  )
}
