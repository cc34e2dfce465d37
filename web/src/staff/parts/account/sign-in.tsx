import { useSignal } from '@preact/signals'
import { RequestError } from '#client'
import { t } from '../../../language/staff-language.ts'
import { isDemo } from '../../../ui/demo.ts'
import { Ended } from '../../../ui/ended.tsx'
import { Field, Form } from '../../../ui/form.tsx'
import { Page } from '../../../ui/page.tsx'
import { endedBecause, guest, signIn } from '../../state/session.ts'
import { CodeField } from './second-factor.tsx'

interface Credentials {
  login: string
  password: string
}

const ask = async (credentials: Credentials & { code?: string }) => signIn((await guest.request('account:sign_in', credentials)).token)

const needsCode = (error: unknown) => error instanceof RequestError && error.failure.reason === 'second_factor_required'

const EnterCode = ({ credentials, back }: { credentials: Credentials; back: () => void }) => (
  <Page key="code" title={t().signCode.title} class="narrow">
    <Form action={t().sign.in} label={t().signCode.title} submit={({ code = '' }) => ask({ ...credentials, code })}>
      <CodeField label={t().sign.code} hint={t().signCode.hint} />
    </Form>
    <button type="button" class="plain" onClick={back}>
      {t().signCode.back}
    </button>
  </Page>
)

export const SignIn = () => {
  /** The password was right: they wait for the code, in the memory of the page only. */
  const right = useSignal<Credentials | undefined>(undefined)
  if (right.value) return <EnterCode credentials={right.value} back={() => (right.value = undefined)} />
  const submit = async ({ login = '', password = '' }: Record<string, string>) => {
    try {
      await ask({ login, password })
    } catch (error) {
      if (!needsCode(error)) throw error
      right.value = { login, password }
    }
  }
  return (
    <Page title={t().staff.title} class="narrow">
      <Ended reason={endedBecause.value} more={t().staffEnded} />
      <Form action={t().sign.in} label={t().sign.in} submit={submit}>
        <Field label={t().sign.login} name="login" required autocomplete="username" autocapitalize="none" />
        <Field label={t().sign.password} name="password" type="password" required autocomplete="current-password" />
      </Form>
      {isDemo && <p class="hint">{t().staff.demo}</p>}
    </Page>
  )
}
