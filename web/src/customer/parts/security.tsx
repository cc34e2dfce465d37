/** The sessions of the account, its password, and the data that we hold about the customer. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Account, RequestData } from '#contract'
import { dateTime, t } from '../../language/page-language.ts'
import { ActionButton, Problem, useAction } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { Field, Form, NewPasswordField } from '../../ui/form.tsx'
import { save } from '../../ui/save.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { onTold, tellTabs } from '../../ui/tabs.ts'
import { updateAccount } from '../state/account.ts'
import { customer } from '../state/session.ts'

type Session = RequestData<'/', 'account:sessions'>['sessions'][number]

/** Browser and system, from a `User-Agent`. */
const deviceOf = (userAgent = '') =>
  [/Firefox|Edg|OPR|Chrome|Safari/, /Windows|Android|iPhone|iPad|Mac OS|Linux/]
    .flatMap((words) => words.exec(userAgent)?.[0] ?? [])
    .join(', ') || t().account.unknownDevice

export const Sessions = () => {
  const sessions = useSignal<readonly Session[] | undefined>(undefined)
  const { problem, run } = useAction()
  const load = async () => {
    const listed: Session[] = []
    for await (const page of customer().pages('account:sessions')) listed.push(...page.sessions)
    sessions.value = listed
  }
  useEffect(() => {
    void run(load)
    return onTold((topic) => void (topic === 'sessions' && run(load)))
  }, [])
  const end = async (sessionId: string) => {
    await customer().request('account:revoke_session', { sessionId })
    tellTabs('sessions')
    await load()
  }
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t().account.sessions}</h2>
      <Problem>{problem.value}</Problem>
      {!sessions.value && !problem.value && <Skeleton of="lines" />}
      <ul class="cards">
        {sessions.value?.map(({ id, userAgent, lastSeenAt, current }) => (
          <li key={id} class="row">
            <span>
              {deviceOf(userAgent)} <small class="hint">{t().account.lastSeen(dateTime(lastSeenAt))}</small>
            </span>
            {current ? (
              <span class="status-tag">{t().account.thisDevice}</span>
            ) : (
              <ActionButton class="secondary outline small" act={() => end(id)}>
                {t().account.end}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      {sessions.value && sessions.value.length > 1 && (
        <ActionButton class="secondary outline" act={() => customer().request('account:sign_out', { everywhere: true })}>
          {t().account.signOutEverywhere}
        </ActionButton>
      )}
    </section>
  )
}

/** Which address waits for the link in its mail, if one does. */
const linkTextOf = ({ email, newEmail, emailVerified }: Account) => {
  if (newEmail !== undefined) return t().account.pending(newEmail, email)
  return emailVerified ? undefined : t().account.unverified(email)
}

export const Unverified = ({ account }: { account: Account }) => {
  const text = linkTextOf(account)
  if (text === undefined) return null
  const resend = async () => {
    await customer().request('account:request_email_verification')
    announce(t().account.linkSent(account.newEmail ?? account.email))
  }
  return (
    <section class="notice" aria-label={t().sign.verifyTitle}>
      <p>{text}</p>
      <ActionButton class="secondary outline small" act={resend}>
        {t().account.sendAgain}
      </ActionButton>
    </section>
  )
}

export const Email = ({ account }: { account: Account }) => (
  <section aria-labelledby="email">
    <h2 id="email">{t().sign.email}</h2>
    <Form
      quiet
      action={t().account.save}
      label={t().sign.email}
      submit={async ({ email, password }, form) => {
        const changed = await updateAccount({ email, password })
        form.reset()
        announce(linkTextOf(changed) ?? t().account.saved)
      }}
    >
      <Field label={t().sign.email} name="email" type="email" required autocomplete="email" defaultValue={account.email} />
      <Field label={t().account.current} name="password" type="password" required autocomplete="current-password" />
    </Form>
  </section>
)

export const Password = () => (
  <section aria-labelledby="password">
    <h2 id="password">{t().account.password}</h2>
    <Form
      quiet
      action={t().account.changePassword}
      label={t().account.password}
      submit={async ({ current = '', next = '' }, form) => {
        await customer().request('account:change_password', { current, next })
        form.reset()
        announce(t().account.passwordChanged)
      }}
    >
      <Field label={t().account.current} name="current" type="password" required autocomplete="current-password" />
      <NewPasswordField label={t().account.next} hint={t().sign.passwordHint} name="next" />
    </Form>
  </section>
)

const exportAll = async (login: string) => {
  const records: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await customer().request('account:export', cursor === undefined ? {} : { cursor })
    records.push(...page.records)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  const content = new TextEncoder().encode(JSON.stringify(records, undefined, 2))
  save({ fileName: `${login}.json`, contentType: 'application/json', content })
}

export const DataOfAccount = ({ account: { login } }: { account: Account }) => (
  <section aria-labelledby="data">
    <h2 id="data">{t().account.data}</h2>
    <ActionButton class="secondary outline" act={() => exportAll(login)}>
      {t().account.export}
    </ActionButton>
    <details>
      <summary>{t().account.delete}</summary>
      <p class="warning">{t().account.deleteWarning}</p>
      <Form
        quiet
        action={t().account.delete}
        label={t().account.delete}
        submit={({ password = '' }) => customer().request('account:delete', { password })}
      >
        <Field label={t().sign.password} name="password" type="password" required autocomplete="current-password" />
      </Form>
    </details>
  </section>
)
