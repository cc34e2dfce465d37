/** The pages that links in e-mails open, and the one that asks for a link. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Client, connect } from '#client'
import { t } from '../../language/page-language.ts'
import { announce } from '../../ui/announce.tsx'
import { deviceId } from '../../ui/device.ts'
import { Field, Form, NewPasswordField } from '../../ui/form.tsx'
import { Page } from '../../ui/page.tsx'
import { go } from '../../ui/route.ts'
import { guest, isSignedIn, signIn } from '../state/session.ts'

/** Asks what only guests may ask, also while a customer is signed in. */
const askAsGuest = async <Answer,>(ask: (client: Client<'/guest'>) => Promise<Answer>): Promise<Answer> => {
  if (!isSignedIn.value) return ask(guest())
  const client = connect({ namespace: '/guest' })
  return ask(client).finally(() => client.close())
}

/** The address bar and the history do not keep the token. */
const useHiddenToken = (page: string) =>
  useEffect(() => {
    history.replaceState(null, '', `#/${page}`)
  }, [])

const Otherwise = ({ to, text }: { to: string; text: string }) => (
  <p class="otherwise">
    <a href={`#/${to}`}>{text}</a>
  </p>
)

export const ForgotPage = () => {
  const sentTo = useSignal<string | undefined>(undefined)
  return (
    <Page title={t().sign.forgotTitle} class="narrow sign">
      <Form
        action={t().sign.sendLink}
        label={t().sign.forgotTitle}
        submit={async ({ email = '' }) => {
          sentTo.value = undefined
          await askAsGuest((client) => client.request('account:request_password_reset', { email }))
          sentTo.value = email
        }}
      >
        <p class="hint">{t().sign.forgotHint}</p>
        <Field label={t().sign.email} name="email" type="email" required autocomplete="email" />
      </Form>
      <p role="status" class={sentTo.value && 'notice done'}>
        {sentTo.value && t().sign.linkSent(sentTo.value)}
      </p>
      <Otherwise to="sign-in" text={t().sign.back} />
    </Page>
  )
}

const setPassword = async (token: string, password: string) => {
  const fresh = await askAsGuest(async (client) => {
    const { login } = await client.request('account:reset_password', { token, password })
    return client.request('account:sign_in', { login, password, device: deviceId() })
  })
  signIn(fresh.token)
  announce(t().sign.passwordSet)
  go('')
}

export const ResetPage = ({ token }: { token: string }) => {
  useHiddenToken('reset-password')
  return (
    <Page title={t().sign.forgotTitle} class="narrow sign">
      {token === '' ? (
        <p class="notice">{t().sign.linkBroken}</p>
      ) : (
        <Form action={t().account.changePassword} label={t().sign.forgotTitle} submit={({ password = '' }) => setPassword(token, password)}>
          <NewPasswordField label={t().account.next} hint={t().sign.passwordHint} name="password" />
        </Form>
      )}
      <Otherwise to="forgot-password" text={t().sign.newLink} />
    </Page>
  )
}

/** A button, because the programs that look through mails open every link. */
export const VerifyPage = ({ token }: { token: string }) => {
  useHiddenToken('verify-email')
  const verified = useSignal<string | undefined>(undefined)
  const verify = async () => {
    verified.value = (await askAsGuest((client) => client.request('account:verify_email', { token }))).email
  }
  return (
    <Page title={t().sign.verifyTitle} class="narrow sign">
      <p role="status" class={verified.value && 'notice done'}>
        {verified.value && t().sign.verified(verified.value)}
      </p>
      {token === '' && <p class="notice">{t().sign.linkBroken}</p>}
      {token !== '' && verified.value === undefined && (
        <Form action={t().sign.verify} label={t().sign.verifyTitle} submit={verify}>
          <p>{t().sign.verifyHint}</p>
        </Form>
      )}
      {verified.value ? <Otherwise to="" text={t().sign.toMenu} /> : <Otherwise to="account" text={t().account.title} />}
    </Page>
  )
}
