import type { JSX } from 'preact'
import { useErrorBoundary } from 'preact/hooks'
import type { Role } from '#contract'
import { choices, language, languageNames, setLocale, t } from '../language/staff-language.ts'
import { ActionButton } from '../ui/action.tsx'
import { Announcements } from '../ui/announce.tsx'
import { BrandLink } from '../ui/brand-link.tsx'
import { ConnectionBanner } from '../ui/connection-banner.tsx'
import { Empty } from '../ui/empty.tsx'
import { Page } from '../ui/page.tsx'
import { route } from '../ui/route.ts'
import { MenuPage, SettingsPage } from './office/office.tsx'
import { MustEnrol } from './parts/account/must-enrol.tsx'
import { OwnAccount } from './parts/account/own-account.tsx'
import { SignIn } from './parts/account/sign-in.tsx'
import { Activity } from './parts/activity/activity.tsx'
import { Broadcast } from './parts/broadcast.tsx'
import { Couriers } from './parts/couriers/couriers.tsx'
import { Shift } from './parts/couriers/shift.tsx'
import { ShiftSummary } from './parts/couriers/shift-summary.tsx'
import { Customers } from './parts/customers.tsx'
import { DishSwitches } from './parts/dishes.tsx'
import { MoneyToSettle } from './parts/money.tsx'
import { OwnPhone } from './parts/own-phone.tsx'
import { People } from './parts/people/people.tsx'
import { Picks } from './parts/picks.tsx'
import { Queue } from './parts/queue.tsx'
import { RatingList } from './parts/ratings.tsx'
import { SharePosition } from './parts/share-position.tsx'
import { StockTable } from './parts/stock.tsx'
import { Stops } from './parts/stops.tsx'
import { Today } from './parts/today.tsx'
import { connection, session, staff, token } from './state/session.ts'
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
  team: () => <People />,
  account: () => <OwnAccount />,
}

const tabsOf = (role: Role): [tab: Tab, text: string][] =>
  choices<Tab>(t().staff.tabs).filter(([tab]) => tabs[tab].roles.some((each) => each === role))

/** On a phone the tabs do not fit beside each other. */
const bringIntoView = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ inline: 'center', block: 'nearest' })

/** A tab that cannot be drawn stops neither the others nor the alarms. */
const View = ({ tab }: { tab: Tab }) => {
  const [failure] = useErrorBoundary()
  if (failure === undefined) return views[tab]()
  return (
    <Empty icon="warning" title={t().broken.what} text={t().broken.text}>
      <button type="button" onClick={() => location.reload()}>
        {t().broken.reload}
      </button>
    </Empty>
  )
}

const Board = () => {
  const account = session.value?.account
  if (!account) return <main id="content" aria-busy="true" />
  if (session.value?.mustEnrol) return <MustEnrol />
  const shown = tabsOf(account.role)
  const [current] = shown.find(([tab]) => tab === route.value[0]) ?? (['queue'] as const)
  // the name in the header leads to the own account
  const inNav = shown.filter(([tab]) => tab !== 'account' || current === 'account')
  return (
    <Page key={current} title={t().staff.tabs[current]} class="wide">
      {inNav.length > 1 && (
        <nav aria-label={t().nav.label} class="tabs">
          {inNav.map(([tab, text]) => (
            <a key={tab} ref={tab === current ? bringIntoView : null} href={`#/${tab}`} aria-current={tab === current ? 'page' : undefined}>
              {text}
            </a>
          ))}
        </nav>
      )}
      {account.role === 'courier' && current === 'queue' && (
        <>
          <Shift />
          <SharePosition />
          <OwnPhone />
          <Stops />
        </>
      )}
      <View tab={current} />
    </Page>
  )
}

const OwnLink = ({ account: { name, role } }: { account: { name: string; role: Role } }) => {
  const hello = t().staff.hello(name, t().staff.role[role])
  if (session.value?.mustEnrol) return <>{hello}</>
  return (
    <a href="#/account" aria-label={`${hello}: ${t().own.title}`}>
      {hello}
    </a>
  )
}

const Header = () => {
  const account = session.value?.account
  return (
    <header class="top staff">
      <p class="brand">
        <BrandLink /> <small>{account ? <OwnLink account={account} /> : t().staff.title}</small>
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
    <ShiftSummary />
    <Announcements />
  </>
)
