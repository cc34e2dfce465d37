import { language, t } from '../../language/page-language.ts'
import { isDemo } from '../../ui/demo.ts'
import { deviceId } from '../../ui/device.ts'
import { Ended } from '../../ui/ended.tsx'
import { Field, Form, NewPasswordField } from '../../ui/form.tsx'
import { limits, patterns } from '../../ui/limits.ts'
import { Page } from '../../ui/page.tsx'
import { go } from '../../ui/route.ts'
import { count } from '../state/basket.ts'
import { endedBecause, guest, signIn } from '../state/session.ts'
import { sendSignUp } from '../state/sign-up.ts'

const goOn = () => go(count.value > 0 ? 'basket' : '')

export const SignInPage = () => (
  <Page title={t().sign.in} class="narrow sign">
    <Ended reason={endedBecause.value} />
    <Form
      action={t().sign.in}
      label={t().sign.in}
      submit={async ({ login = '', password = '' }) => {
        const { token } = await guest().request('account:sign_in', { login, password, device: deviceId() })
        signIn(token)
        goOn()
      }}
    >
      <Field label={t().sign.login} name="login" required autocomplete="username" autocapitalize="none" />
      <Field label={t().sign.password} name="password" type="password" required autocomplete="current-password" />
    </Form>
    <p class="otherwise">
      <a href="#/forgot-password">{t().sign.forgot}</a>
    </p>
    <p class="otherwise">
      <a href="#/sign-up">{t().sign.upInstead}</a>
    </p>
    {isDemo && <p class="hint notice">{t().sign.demo}</p>}
  </Page>
)

const signUp = async ({ login = '', email = '', password = '', name = '', phone }: Record<string, string>) => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const locale = language.value
  signIn(await sendSignUp({ login, email, password, name, timeZone, locale, device: deviceId(), ...(phone && { phone }) }))
  goOn()
}

export const SignUpPage = () => (
  <Page title={t().sign.up} class="narrow sign">
    <Form action={t().sign.up} label={t().sign.up} submit={signUp}>
      <Field label={t().sign.name} name="name" required maxLength={limits.name} autocomplete="name" />
      <Field
        label={t().sign.newLogin}
        hint={t().sign.loginHint}
        name="login"
        required
        pattern={patterns.login}
        autocomplete="username"
        autocapitalize="none"
      />
      <Field label={t().sign.email} name="email" type="email" required autocomplete="email" />
      <Field label={t().sign.phone} name="phone" type="tel" pattern={patterns.phone} autocomplete="tel" />
      <NewPasswordField label={t().sign.password} hint={t().sign.passwordHint} name="password" />
    </Form>
    <p class="otherwise">
      <a href="#/sign-in">{t().sign.inInstead}</a>
    </p>
  </Page>
)
