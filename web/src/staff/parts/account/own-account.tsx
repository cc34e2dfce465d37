/** The own account of a member of the staff: language, password, second factor. */
import type { StaffMember } from '#contract'
import { choices, language, languageNames, setLocale, t } from '../../../language/staff-language.ts'
import { Problem, useAction } from '../../../ui/action.tsx'
import { announce } from '../../../ui/announce.tsx'
import { Field, Form, NewPasswordField } from '../../../ui/form.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { useFollowed } from '../../state/followed.ts'
import { session, staff } from '../../state/session.ts'
import { SecondFactor } from './second-factor.tsx'

/** Of the pages here, and of the texts that the gateway sends. */
export const OwnLanguage = () => {
  const { busy, problem, run } = useAction()
  const change = async (locale: string) => {
    await staff().request('staff:set_locale', { locale })
    await setLocale(locale)
    announce(t().people.saved)
  }
  return (
    <section aria-labelledby="own-language">
      <h2 id="own-language">{t().own.language}</h2>
      <select
        aria-labelledby="own-language"
        aria-describedby="own-language-hint"
        value={language.value}
        disabled={busy.value}
        onChange={({ currentTarget }) => run(() => change(currentTarget.value))}
      >
        {choices(languageNames).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
      <small id="own-language-hint">{t().own.languageHint}</small>
      <Problem>{problem.value}</Problem>
    </section>
  )
}

const OwnPassword = () => (
  <section aria-labelledby="own-password">
    <h2 id="own-password">{t().account.password}</h2>
    <Form
      quiet
      action={t().account.changePassword}
      label={t().account.password}
      submit={async ({ current = '', next = '' }, form) => {
        await staff().request('staff:change_password', { current, next })
        form.reset()
        announce(t().own.passwordChanged)
      }}
    >
      <Field label={t().account.current} name="current" type="password" required autocomplete="current-password" />
      <NewPasswordField label={t().account.next} hint={t().sign.passwordHint} name="next" />
    </Form>
  </section>
)

const readOwn = async (): Promise<StaffMember> => (await staff().request('staff:get', {})).staff

export const OwnAccount = () => {
  const { value, problem, reload } = useFollowed(readOwn, session.value?.account.id)
  const own = value.value
  if (!own) return problem.value ? <Problem>{problem.value}</Problem> : <Skeleton of="rows" />
  return (
    <div class="narrow own">
      <SecondFactor own={own} onChange={reload} />
      <OwnPassword />
      <OwnLanguage />
    </div>
  )
}
