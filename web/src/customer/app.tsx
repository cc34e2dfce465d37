import type { JSX } from 'preact'
import { useEffect, useErrorBoundary } from 'preact/hooks'
import { t } from '../language/language.ts'
import { Announcements } from '../ui/announce.tsx'
import { ConnectionBanner } from '../ui/connection-banner.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { LanguageSwitch } from '../ui/language-switch.tsx'
import { route } from '../ui/route.ts'
import { AccountPage } from './pages/account.tsx'
import { BasketPage } from './pages/basket.tsx'
import { FailedPage } from './pages/failed.tsx'
import { FavoritesPage } from './pages/favorites.tsx'
import { InboxPage } from './pages/inbox.tsx'
import { MenuPage } from './pages/menu.tsx'
import { OrderPage } from './pages/order.tsx'
import { OrdersPage } from './pages/orders.tsx'
import { SignInPage, SignUpPage } from './pages/sign.tsx'
import { StatisticsPage } from './pages/statistics.tsx'
import { count } from './state/basket.ts'
import { unread } from './state/inbox.ts'
import { live } from './state/orders.ts'
import { connection, isSignedIn } from './state/session.ts'

type Pages = Readonly<Record<string, (id: string) => JSX.Element>>

const guestPages: Pages = {
  '': () => <MenuPage />,
  basket: () => <BasketPage />,
  'sign-in': () => <SignInPage />,
  'sign-up': () => <SignUpPage />,
}

const customerPages: Pages = {
  '': () => <MenuPage />,
  basket: () => <BasketPage />,
  orders: () => <OrdersPage />,
  order: (id) => <OrderPage key={id} id={id} />,
  favorites: () => <FavoritesPage />,
  statistics: () => <StatisticsPage />,
  inbox: () => <InboxPage />,
  account: () => <AccountPage />,
}

const show = (pages: Pages, name: string, otherwise: string, id = '') => pages[Object.hasOwn(pages, name) ? name : otherwise]?.(id) ?? null

const CurrentPage = () => {
  const [name = '', id = ''] = route.value
  const [failure, retry] = useErrorBoundary()
  useEffect(retry, [route.value])
  if (failure !== undefined) return <FailedPage />
  if (isSignedIn.value) return show(customerPages, name, '', id)
  // every other page asks a guest to sign in
  return show(guestPages, name, 'sign-in')
}

const Tab = ({ to, name, icon, badge = 0 }: { to: string; name: string; icon: IconName; badge?: number }) => (
  <li>
    <a href={`#/${to}`} aria-current={route.value[0] === to ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{name}</span>
      {badge > 0 && <span class="badge">{badge}</span>}
    </a>
  </li>
)

const Navigation = () => (
  <nav aria-label={t().nav.label}>
    <ul>
      <Tab to="" name={t().nav.menu} icon="menu" />
      <Tab to="basket" name={t().nav.basket} icon="basket" badge={count.value} />
      {isSignedIn.value ? (
        <>
          <Tab to="orders" name={t().nav.orders} icon="orders" badge={live.value.length} />
          <Tab to="inbox" name={t().nav.inbox} icon="bell" badge={unread.value} />
          <Tab to="account" name={t().nav.account} icon="person" />
        </>
      ) : (
        <Tab to="sign-in" name={t().nav.signIn} icon="person" />
      )}
    </ul>
  </nav>
)

const skip = () => document.querySelector<HTMLElement>('#content h1')?.focus()

export const App = () => (
  <>
    <button type="button" class="skip" onClick={skip}>
      {t().skip}
    </button>
    <header class="top">
      <p class="brand">
        <a href="#/">{t().brand}</a> <small>{t().claim}</small>
      </p>
      {!isSignedIn.value && <LanguageSwitch />}
      <Navigation />
    </header>
    <ConnectionBanner state={connection} />
    <CurrentPage />
    <Announcements />
  </>
)
