/** What the customer of an order was told, and what of it has arrived. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Explanation } from '#contract'
import { dateTime, t } from '../../../language/staff-language.ts'
import { Problem, useAction } from '../../../ui/action.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { staff } from '../../state/session.ts'
import { Facts } from './facts.tsx'
import { tell } from './told.ts'

export const WhatHappened = ({ orderId }: { orderId: string }) => {
  const found = useSignal<Explanation | undefined>(undefined)
  const { busy, problem, run } = useAction()
  const read = () =>
    run(async () => {
      found.value = (await staff().request('order:explain', { orderId })).explanation
    })
  useEffect(() => {
    found.value = undefined
    void read()
  }, [orderId])
  const explanation = found.value
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
        <button
          type="button"
          class="secondary outline small"
          aria-busy={busy.value ? 'true' : undefined}
          disabled={busy.value}
          onClick={() => void read()}
        >
          {t().happened.again}
        </button>
        {explanation && <small>{t().happened.at(dateTime(explanation.at))}</small>}
      </p>
    </section>
  )
}
