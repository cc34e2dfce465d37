/** The courier's number, which customers may call while their order is on its way. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../language/staff-language.ts'
import { announce } from '../../ui/announce.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { patterns } from '../../ui/limits.ts'
import { Newest } from '../../ui/newest.ts'
import { staff } from '../state/session.ts'

export const OwnPhone = () => {
  const known = useSignal<string | undefined>(undefined)
  const isOpen = useSignal(false)
  const newest = useRef(new Newest()).current
  useEffect(() => {
    if (!isOpen.value) return
    const isNewest = newest.ask()
    staff()
      .request('courier:set_phone', {})
      .then(
        ({ phone = '' }) => {
          if (isNewest()) known.value = phone
        },
        // asked again when it is opened again
        () => undefined,
      )
  }, [isOpen.value])
  const save = async ({ phone }: { phone?: string }) => {
    newest.drop()
    known.value = (await staff().request('courier:set_phone', { phone: phone ?? null })).phone ?? ''
    announce(t().courier.saved)
  }
  return (
    <details onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
      <summary>{t().courier.yourPhone}</summary>
      {known.value !== undefined && (
        <Form key={known.value} action={t().courier.save} quiet submit={save}>
          <Field
            label={t().courier.yourPhone}
            hint={t().courier.yourPhoneHint}
            name="phone"
            type="tel"
            pattern={patterns.phone}
            autocomplete="tel"
            defaultValue={known.value}
          />
        </Form>
      )}
    </details>
  )
}
