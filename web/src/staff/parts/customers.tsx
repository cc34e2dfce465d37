/** Managers look customers up, and block them. */
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Customer } from '#contract'
import { t } from '../../language/staff-language.ts'
import { Problem, useAction } from '../../ui/action.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { Newest } from '../../ui/newest.ts'
import { staff } from '../state/session.ts'
import { CustomerCard } from './customer-card.tsx'

const useSearch = () => {
  const found = useSignal<readonly Customer[] | undefined>(undefined)
  const next = useSignal<string | undefined>(undefined)
  const text = useRef('')
  const newest = useRef(new Newest()).current
  const read = async (cursor?: string) => {
    const isNewest = newest.ask()
    const { customers, nextCursor } = await staff().request('customer:find', {
      text: text.current,
      ...(cursor !== undefined && { cursor }),
    })
    if (!isNewest()) return
    found.value = [...(cursor === undefined ? [] : (found.value ?? [])), ...customers]
    next.value = nextCursor
  }
  const search = (sought: string) => {
    text.current = sought
    return read()
  }
  const replace = (fresh: Customer) => {
    found.value = found.value?.map((each) => (each.id === fresh.id ? fresh : each))
  }
  return { found: found.value, next: next.value, search, more: () => read(next.value), replace }
}

export const Customers = () => {
  const { found, next, search, more, replace } = useSearch()
  const { busy, problem, run } = useAction()
  return (
    <>
      <Form class="find" action={t().customers.find} submit={({ text = '' }) => search(text)}>
        <Field
          label={t().customers.findLabel}
          hint={t().customers.findHint}
          name="text"
          required
          maxLength={limits.search}
          autocomplete="off"
          autocapitalize="none"
        />
      </Form>
      <p role="status">{found?.length === 0 && t().customers.none}</p>
      <ul class="cards customers">
        {found?.map((customer) => (
          <li key={customer.id}>
            <CustomerCard customer={customer} onChange={replace} />
          </li>
        ))}
      </ul>
      {next !== undefined && (
        <button type="button" class="secondary outline" disabled={busy.value} onClick={() => run(more)}>
          {t().customers.more}
        </button>
      )}
      <Problem>{problem.value}</Problem>
    </>
  )
}
