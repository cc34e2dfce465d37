/** Who did what: for managers. */
import { useSignal } from '@preact/signals'
import type { AuditLogEntry, RequestPayload } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { ActionButton, Problem, useAction } from '../../../ui/action.tsx'
import { useAnswer } from '../../../ui/answer.ts'
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

interface Found {
  /** The filter that found them. */
  key: string
  entries: readonly AuditLogEntry[]
  next: string | undefined
}

const useEntries = (filter: Filter) => {
  const currency = useSignal<string | undefined>(undefined)
  const { busy, problem: problemOfMore, run } = useAction()
  const key = JSON.stringify(filter)
  const read = async (cursor?: string): Promise<Found> => {
    currency.value ??= (await staff().request('shop:get', {})).currency
    const { entries, nextCursor } = await staff().request('audit:list', { ...filter, ...(cursor !== undefined && { cursor }) })
    return { key, entries, next: nextCursor }
  }
  const { value, problem, put } = useAnswer(() => read(), key)
  // what an earlier filter has found is no answer
  const found = value.value?.key === key ? value.value : undefined
  const more = () =>
    run(async () => {
      const before = value.peek()
      const page = await read(before?.next)
      if (before && value.peek() === before) put({ ...page, entries: [...before.entries, ...page.entries] })
    })
  return { found: found?.entries, next: found?.next, currency: currency.value, more, busy, problem: problem.value ?? problemOfMore.value }
}

const Table = ({ entries, currency }: { entries: readonly AuditLogEntry[]; currency: string | undefined }) => {
  const names = new Map(entries.flatMap(({ by, account }) => [by, account]).flatMap((one) => (one ? [[one.id, one.name]] : [])))
  return (
    <div class="overflow-auto folds">
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
      {filter.orderId !== undefined && <OrderSteps key={filter.orderId} orderId={filter.orderId} />}
      {filter.orderId !== undefined && <WhatHappened key={filter.orderId} orderId={filter.orderId} />}
      <Problem>{problem}</Problem>
      <p role="status">{found?.length === 0 && t().activity.none}</p>
      {!found && !problem && <Skeleton of="rows" />}
      {found && found.length > 0 && <Table entries={found} currency={currency} />}
      {next !== undefined && (
        <button type="button" class="secondary outline" disabled={busy.value} onClick={() => void more()}>
          {t().activity.more}
        </button>
      )}
    </section>
  )
}
