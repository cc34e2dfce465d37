/** Who did what: for managers. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { AuditLogEntry, RequestPayload } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { ActionButton, Problem, useAction } from '../../../ui/action.tsx'
import { Field, Form } from '../../../ui/form.tsx'
import { go, route } from '../../../ui/route.ts'
import { save } from '../../../ui/save.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { staff } from '../../state/session.ts'
import { DayField } from '../day-field.tsx'
import { Entry } from './entry.tsx'
import { OrderSteps } from './order-steps.tsx'
import { WhatHappened } from './what-happened.tsx'

type Filter = Pick<RequestPayload<'/staff', 'audit:list'>, 'from' | 'to' | 'actorId' | 'orderId'>

const useEntries = (filter: Filter) => {
  const found = useSignal<readonly AuditLogEntry[] | undefined>(undefined)
  const next = useSignal<string | undefined>(undefined)
  const currency = useSignal<string | undefined>(undefined)
  const { busy, problem, run } = useAction()
  const read = async (cursor?: string) => {
    currency.value ??= (await staff().request('shop:get', {})).currency
    const { entries, nextCursor } = await staff().request('audit:list', { ...filter, ...(cursor !== undefined && { cursor }) })
    found.value = [...(cursor === undefined ? [] : (found.value ?? [])), ...entries]
    next.value = nextCursor
  }
  useEffect(() => {
    found.value = undefined
    void run(() => read())
  }, [JSON.stringify(filter)])
  return { found: found.value, next: next.value, currency: currency.value, more: () => run(() => read(next.value)), busy, problem }
}

const Table = ({ entries, currency }: { entries: readonly AuditLogEntry[]; currency: string | undefined }) => {
  const names = new Map(entries.flatMap(({ by, account }) => [by, account]).flatMap((one) => (one ? [[one.id, one.name]] : [])))
  return (
    <div class="overflow-auto">
      <table class="folding">
        <thead>
          <tr>
            <th scope="col">{t().activity.what}</th>
            <th scope="col">{t().activity.when}</th>
            <th scope="col">{t().activity.who}</th>
            <th scope="col">{t().activity.about}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} meaning={{ names, currency }} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const FindOrder = () => {
  const open = async ({ number = '' }) => {
    const { order } = await staff().request('order:get', { number: Number(number) })
    go(`activity/order/${order.id}`)
  }
  return (
    <Form class="find-order" quiet action={t().activity.show} submit={open}>
      <Field label={t().activity.number} name="number" type="number" min={1} step={1} required inputMode="numeric" />
    </Form>
  )
}

export const Activity = () => {
  const from = useSignal('')
  const to = useSignal('')
  const [, kind, id] = route.value
  const filter: Filter = {
    ...(from.value !== '' && { from: from.value }),
    ...(to.value !== '' && { to: to.value }),
    ...(kind === 'person' && id !== undefined && { actorId: id }),
    ...(kind === 'order' && id !== undefined && { orderId: id }),
  }
  const { found, next, currency, more, busy, problem } = useEntries(filter)
  const file = async () => {
    const { file: made } = await staff().request('audit:list', { ...filter, format: 'csv', limit: 1 })
    if (made) save(made)
  }
  const person = kind === 'person' ? found?.find(({ by }) => by?.id === id)?.by?.name : undefined
  return (
    <section class="activity">
      <p class="hint">{t().activity.hint}</p>
      <div class="filters">
        <DayField label={t().activity.from} day={from.value} change={(day) => (from.value = day)} optional />
        <DayField label={t().activity.to} day={to.value} change={(day) => (to.value = day)} optional />
        <FindOrder />
        <ActionButton class="secondary outline" act={file}>
          {t().activity.file}
        </ActionButton>
      </div>
      {id !== undefined && (
        <p class="row">
          {person !== undefined && <strong>{t().activity.onlyOf(person)}</strong>}
          <a href="#/activity">{t().activity.all}</a>
        </p>
      )}
      {filter.orderId !== undefined && <OrderSteps orderId={filter.orderId} />}
      {filter.orderId !== undefined && <WhatHappened orderId={filter.orderId} />}
      <Problem>{problem.value}</Problem>
      <p role="status">{found?.length === 0 && t().activity.none}</p>
      {!found && !problem.value && <Skeleton of="rows" />}
      {found && found.length > 0 && <Table entries={found} currency={currency} />}
      {next !== undefined && (
        <button type="button" class="secondary outline" disabled={busy.value} onClick={() => void more()}>
          {t().activity.more}
        </button>
      )}
    </section>
  )
}
