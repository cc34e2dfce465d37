import type { JSX } from 'preact'
import type { Role } from '#contract'
import { type Language, language, languageNames, locale, t } from '../language/language.ts'
import { ActionButton } from '../ui/action.tsx'
import { Announcements } from '../ui/announce.tsx'
import { ConnectionBanner } from '../ui/connection-banner.tsx'
import { isDemo } from '../ui/demo.ts'
import { Ended } from '../ui/ended.tsx'
import { Field, Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { route } from '../ui/route.ts'
import { Broadcast } from './parts/broadcast.tsx'
import { DishSwitches } from './parts/dishes.tsx'
import { Queue } from './parts/queue.tsx'
import { RatingList } from './parts/ratings.tsx'
import { SharePosition } from './parts/share-position.tsx'
import { StockTable } from './parts/stock.tsx'
import { connection, endedBecause, guest, session, signIn, staff, token } from './state/session.ts'

type Tab = keyof ReturnType<typeof t>['staff']['tabs']

const views: Record<Tab, { show: () => JSX.Element; roles: readonly Role[] }> = {
  queue: { show: () => <Queue />, roles: ['warehouse', 'kitchen', 'courier', 'manager'] },
  stock: { show: () => <StockTable />, roles: ['warehouse', 'manager'] },
  dishes: { show: () => <DishSwitches />, roles: ['kitchen', 'manager'] },
  ratings: { show: () => <RatingList />, roles: ['manager'] },
  broadcast: { show: () => <Broadcast />, roles: ['manager'] },
}

const tabsOf = (role: Role): Tab[] => (Object.keys(views) as Tab[]).filter((tab) => views[tab].roles.includes(role))

const SignIn = () => (
  <Page title={t().staff.title} class="narrow">
    <Ended reason={endedBecause.value} />
    <Form
      action={t().sign.in}
      label={t().sign.in}
      submit={async ({ login = '', password = '' }) => {
        const answer = await guest.request('account:sign_in', { login, password })
        signIn(answer.token)
      }}
    >
      <Field label={t().sign.login} name="login" required autocomplete="username" autocapitalize="none" />
      <Field label={t().sign.password} name="password" type="password" required autocomplete="current-password" />
    </Form>
    {isDemo && <p class="hint">{t().staff.demo}</p>}
  </Page>
)

const Board = () => {
  const account = session.value?.account
  if (!account) return <main id="content" aria-busy="true" />
  const tabs = tabsOf(account.role)
  const current = tabs.find((tab) => tab === route.value[0]) ?? 'queue'
  return (
    <Page key={current} title={t().staff.tabs[current]} class="wide">
      {tabs.length > 1 && (
        <nav aria-label={t().nav.label} class="tabs">
          {tabs.map((tab) => (
            <a key={tab} href={`#/${tab}`} aria-current={tab === current ? 'page' : undefined}>
              {t().staff.tabs[tab]}
            </a>
          ))}
        </nav>
      )}
      {account.role === 'courier' && <SharePosition />}
      {views[current].show()}
    </Page>
  )
}

const languages = Object.entries(languageNames) as [Language, string][]

const Header = () => {
  const account = session.value?.account
  return (
    <header class="top staff">
      <p class="brand">
        <a href="#/">{t().brand}</a>{' '}
        <small>{account ? t().staff.hello(account.name, t().staff.role[account.role]) : t().staff.title}</small>
      </p>
      <div class="row">
        <select
          aria-label={t().account.language}
          value={language.value}
          onChange={({ currentTarget }) => (locale.value = currentTarget.value)}
        >
          {languages.map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
        {token.value !== undefined && (
          <ActionButton class="outline small" act={() => staff().request('account:sign_out')}>
            {t().sign.out}
          </ActionButton>
        )}
      </div>
    </header>
  )
}

export const App = () => (
  <>
    <Header />
    <ConnectionBanner state={connection} />
    {token.value === undefined ? <SignIn /> : <Board />}
    <Announcements />
  </>
)
