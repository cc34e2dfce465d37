import type { Order } from '#contract'
import { t } from '../../language/page-language.ts'
import { announce } from '../../ui/announce.tsx'
import { Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { refresh } from '../state/orders.ts'
import { customer } from '../state/session.ts'

const Stars = ({ name, label, required = false }: { name: string; label: string; required?: boolean }) => (
  <fieldset class="rate">
    <legend>{label}</legend>
    {Array.from({ length: limits.stars }, (_, index) => index + 1).map((stars) => (
      <label key={stars}>
        <input type="radio" name={name} value={stars} required={required} aria-label={t().rating.stars(stars)} />
        <span aria-hidden="true">★</span>
      </label>
    ))}
  </fieldset>
)

const send = async (orderId: string, { food, courier, comment }: Record<string, string>) => {
  await customer().request('order:rate', {
    orderId,
    rating: Number(food),
    ...(courier && { courierRating: Number(courier) }),
    ...(comment && { comment }),
  })
  announce(t().rating.thanks)
  await refresh(orderId)
}

export const Rating = ({ order }: { order: Order }) => {
  if (order.status !== 'delivered') return null
  return (
    <section aria-labelledby="rating">
      <h2 id="rating">{t().rating.title}</h2>
      {order.rating ? (
        <p>
          {t().rating.given(order.rating.rating)} {order.rating.comment && t().quoted(order.rating.comment)}
        </p>
      ) : (
        <Form action={t().rating.send} submit={(fields) => send(order.id, fields)}>
          <Stars name="food" label={t().rating.food} required />
          {order.courier && <Stars name="courier" label={t().rating.courier} />}
          <label>
            {t().rating.comment}
            <textarea name="comment" rows={2} maxLength={limits.ratingComment} />
          </label>
        </Form>
      )}
    </section>
  )
}
