import type { StaffOrder } from '#contract'
import { dateTime, t } from '../../../language/staff-language.ts'
import { Problem } from '../../../ui/action.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { useFollowed } from '../../state/followed.ts'
import { staff } from '../../state/session.ts'

const Step = ({ status, at, by }: StaffOrder['timeline'][number]) => (
  <li>
    <strong>{t().staff.column[status]}</strong> <time dateTime={at}>{dateTime(at)}</time>
    {by && ' · '}
    {by?.name !== undefined && <bdi>{by.name}</bdi>} {by && <small>{t().activity.actors[by.actor]}</small>}
  </li>
)

/** Who took each step of an order. */
export const OrderSteps = ({ orderId }: { orderId: string }) => {
  const { value, problem } = useFollowed(async () => (await staff().request('order:get', { orderId })).order, orderId)
  if (!value.value) return problem.value ? <Problem>{problem.value}</Problem> : <Skeleton of="lines" />
  const { number, timeline } = value.value
  return (
    <section class="steps-taken" aria-labelledby="steps-taken">
      <h2 id="steps-taken">{t().order.title(number)}</h2>
      <ol>
        {timeline.map((step) => (
          <Step key={`${step.status} ${step.at}`} {...step} />
        ))}
      </ol>
    </section>
  )
}
