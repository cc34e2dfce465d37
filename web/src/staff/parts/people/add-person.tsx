import { useSignal } from '@preact/signals'
import type { StaffMember, StaffRole } from '#contract'
import { language, t } from '../../../language/staff-language.ts'
import { announce } from '../../../ui/announce.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Form } from '../../../ui/form.tsx'
import { limits, patterns } from '../../../ui/limits.ts'
import { staff } from '../../state/session.ts'
import { LanguageField, RoleField } from './fields.tsx'
import { suggestPassword } from './suggest-password.ts'

const isRole = (text: string): text is StaffRole => Object.hasOwn(t().people.roles, text)

interface Added {
  person: StaffMember
  password: string
}

const Handout = ({ added: { person, password }, close }: { added: Added; close: () => void }) => (
  <Dialog title={t().people.added(person.name)} close={close}>
    <p>{t().people.addedMeans}</p>
    <dl class="handout">
      <dt>{t().people.login}</dt>
      <dd>
        <code>{person.login}</code>
      </dd>
      <dt>{t().people.password}</dt>
      <dd>
        <code>{password}</code>
      </dd>
    </dl>
    <button
      type="button"
      class="secondary outline"
      onClick={async () => {
        await navigator.clipboard.writeText(`${person.login}\n${password}`)
        announce(t().people.copied)
      }}
    >
      {t().people.copy}
    </button>
    <button type="button" onClick={close}>
      {t().people.done}
    </button>
  </Dialog>
)

export const AddPerson = ({ close, onAdded }: { close: () => void; onAdded: () => Promise<unknown> }) => {
  const suggested = useSignal(suggestPassword())
  const added = useSignal<Added | undefined>(undefined)
  const submit = async ({ login = '', name = '', email, role = '', locale = '', password = '' }: Record<string, string>) => {
    if (!isRole(role)) return
    const asked = { login, name, role, locale, password, ...(email !== undefined && { email }) }
    const { staff: person } = await staff().request('staff:create', asked)
    added.value = { person, password }
    await onAdded()
  }
  if (added.value) return <Handout added={added.value} close={close} />
  return (
    <Dialog title={t().people.addTitle} close={close}>
      <Form action={t().people.add} label={t().people.addTitle} submit={submit}>
        <Field label={t().sign.name} name="name" required maxLength={limits.name} autocomplete="off" />
        <Field
          label={t().people.login}
          hint={t().sign.loginHint}
          name="login"
          required
          pattern={patterns.login}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        <RoleField value="kitchen" />
        <LanguageField value={language.value} />
        <Field label={t().people.email} name="email" type="email" autocomplete="off" />
        <Field
          key={suggested.value}
          label={t().people.password}
          hint={t().people.passwordHint}
          name="password"
          required
          defaultValue={suggested.value}
          minLength={limits.password.min}
          maxLength={limits.password.max}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        <button type="button" class="plain" onClick={() => (suggested.value = suggestPassword())}>
          {t().people.another}
        </button>
      </Form>
    </Dialog>
  )
}
