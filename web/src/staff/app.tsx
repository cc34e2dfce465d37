import type { JSX } from 'preact'
import type { Role } from '#contract'
import { choices, language, languageNames, setLocale, t } from '../language/staff-language.ts'
import { ActionButton } from '../ui/action.tsx'
import { Announcements } from '../ui/announce.tsx'
import { BrandLink } from '../ui/brand-link.tsx'
import { ConnectionBanner } from '../ui/connection-banner.tsx'
import { isDemo } from '../ui/demo.ts'
import { Ended } from '../ui/ended.tsx'
import { Field, Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { route } from '../ui/route.ts'
import { MenuPage, SettingsPage } from './office/office.tsx'
import { Activity } from './parts/activity/activity.tsx'
import { Broadcast } from './parts/broadcast.tsx'
import { Couriers } from './parts/couriers/couriers.tsx'
import { Shift } from './parts/couriers/shift.tsx'
import { Customers } from './parts/customers.tsx'
import { DishSwitches } from './parts/dishes.tsx'
import { MoneyToSettle } from './parts/money.tsx'
import { OwnPhone } from './parts/own-phone.tsx'
import { Picks } from './parts/picks.tsx'
import { Queue } from './parts/queue.tsx'
import { RatingList } from './parts/ratings.tsx'
import { SharePosition } from './parts/share-position.tsx'
import { StockTable } from './parts/stock.tsx'
import { Stops } from './parts/stops.tsx'
import { Today } from './parts/today.tsx'
import { connection, endedBecause, guest, session, signIn, staff, token } from './state/session.ts'
import { type Tab, tabs } from './state/tabs.ts'

const views: Record<Tab, () => JSX.Element> = {
  queue: () => <Queue />,
  today: () => <Today />,
  picks: () => <Picks />,
  stock: () => <StockTable />,
  dishes: () => <DishSwitches />,
  ratings: () => <RatingList />,
  customers: () => <Customers />,
  couriers: () => <Couriers />,
  money: () => <MoneyToSettle />,
  activity: () => <Activity />,
  broadcast: () => <Broadcast />,
  menu: () => <MenuPage />,
  settings: () => <SettingsPage />,
}

const tabsOf = (role: Role): [tab: Tab, text: string][] =>
  choices<Tab>(t().staff.tabs).filter(([tab]) => tabs[tab].roles.some((each) => each === role))

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

/** On a phone the tabs do not fit beside each other. */
const bringIntoView = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ inline: 'center', block: 'nearest' })

const Board = () => {
  const account = session.value?.account
  if (!account) return <main id="content" aria-busy="true" />
  const shown = tabsOf(account.role)
  const [current] = shown.find(([tab]) => tab === route.value[0]) ?? (['queue'] as const)
  return (
    <Page key={current} title={t().staff.tabs[current]} class="wide">
      {shown.length > 1 && (
        <nav aria-label={t().nav.label} class="tabs">
          {shown.map(([tab, text]) => (
            <a key={tab} ref={tab === current ? bringIntoView : null} href={`#/${tab}`} aria-current={tab === current ? 'page' : undefined}>
              {text}
            </a>
          ))}
        </nav>
      )}
      {account.role === 'courier' && <Shift />}
      {account.role === 'courier' && <SharePosition />}
      {account.role === 'courier' && <OwnPhone />}
      {account.role === 'courier' && <Stops />}
      {views[current]()}
    </Page>
  )
}

const Header = () => {
  const account = session.value?.account
  return (
    <header class="top staff">
      <p class="brand">
        <BrandLink /> <small>{account ? t().staff.hello(account.name, t().staff.role[account.role]) : t().staff.title}</small>
      </p>
      <div class="row">
        <select aria-label={t().account.language} value={language.value} onChange={({ currentTarget }) => setLocale(currentTarget.value)}>
          {choices(languageNames).map(([code, name]) => (
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
