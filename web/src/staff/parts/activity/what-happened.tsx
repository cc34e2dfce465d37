/** What the customer of an order was told, and what of it has arrived. */
import { dateTime, t } from '../../../language/staff-language.ts'
import { Problem } from '../../../ui/action.tsx'
import { useAnswer } from '../../../ui/answer.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { staff } from '../../state/session.ts'
import { Facts } from './facts.tsx'
import { tell } from './told.ts'

export const WhatHappened = ({ orderId }: { orderId: string }) => {
  const { value, problem, waiting, load } = useAnswer(async () => (await staff().request('order:explain', { orderId })).explanation)
  const explanation = value.value
  const isBusy = waiting.value > 0
  return (
    <section class="told" aria-labelledby="told">
      <h2 id="told">{t().happened.title}</h2>
      <Problem>{problem.value}</Problem>
      {!explanation && !problem.value && <Skeleton of="lines" />}
      <div role="status">
        {explanation && (
          <ul class="verdict">
            {explanation.verdict.map((one, n) => (
              <li key={`${n} ${one.finding}`}>{tell(one)}</li>
            ))}
          </ul>
        )}
      </div>
      {explanation && <Facts of={explanation} />}
      <p class="row">
        <button type="button" class="secondary outline small" aria-busy={isBusy ? 'true' : undefined} disabled={isBusy} onClick={load}>
          {t().happened.again}
        </button>
        {explanation && <small>{t().happened.at(dateTime(explanation.at))}</small>}
      </p>
    </section>
  )
}
