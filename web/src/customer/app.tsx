import type { JSX } from 'preact'
import { t } from '../language/language.ts'
import { Announcements } from '../ui/announce.tsx'
import { ConnectionBanner } from '../ui/connection-banner.tsx'
import { route } from '../ui/route.ts'
import { AccountPage } from './pages/account.tsx'
import { BasketPage } from './pages/basket.tsx'
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

const guestPages: Record<string, () => JSX.Element> = {
  '': () => <MenuPage />,
  basket: () => <BasketPage />,
  'sign-in': () => <SignInPage />,
  'sign-up': () => <SignUpPage />,
}

const customerPages: Record<string, (id: string) => JSX.Element> = {
  '': () => <MenuPage />,
  basket: () => <BasketPage />,
  orders: () => <OrdersPage />,
  order: (id) => <OrderPage key={id} id={id} />,
  favorites: () => <FavoritesPage />,
  statistics: () => <StatisticsPage />,
  inbox: () => <InboxPage />,
  account: () => <AccountPage />,
}

const CurrentPage = () => {
  const [name = '', id = ''] = route.value
  if (isSignedIn.value) return (customerPages[name] ?? customerPages[''])?.(id) ?? null
  // every other page asks a guest to sign in
  return (guestPages[name] ?? guestPages['sign-in'])?.() ?? null
}

const Tab = ({ to, name, icon, badge = 0 }: { to: string; name: string; icon: string; badge?: number }) => (
  <li>
    <a href={`#/${to}`} aria-current={route.value[0] === to ? 'page' : undefined}>
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={icon} />
      </svg>
      <span>{name}</span>
      {badge > 0 && <span class="badge">{badge}</span>}
    </a>
  </li>
)

const icons = {
  menu: 'M7 3v7a3 3 0 0 0 3 3v8M4 3v7a3 3 0 0 0 3 3M10 3v7M17 3c-2 1-3 4-3 8h3v10',
  basket: 'M4 9h16l-2 11H6zM8 9l3-6M16 9l-3-6',
  orders: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6',
  inbox: 'M12 4a6 6 0 0 1 6 6v4l2 3H4l2-3v-4a6 6 0 0 1 6-6zM10 20h4',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-7 8-7s7 2 8 7',
}

const Navigation = () => (
  <nav aria-label={t().nav.label}>
    <ul>
      <Tab to="" name={t().nav.menu} icon={icons.menu} />
      <Tab to="basket" name={t().nav.basket} icon={icons.basket} badge={count.value} />
      {isSignedIn.value ? (
        <>
          <Tab to="orders" name={t().nav.orders} icon={icons.orders} badge={live.value.length} />
          <Tab to="inbox" name={t().nav.inbox} icon={icons.inbox} badge={unread.value} />
          <Tab to="account" name={t().nav.account} icon={icons.account} />
        </>
      ) : (
        <Tab to="sign-in" name={t().nav.signIn} icon={icons.account} />
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
      <Navigation />
    </header>
    <ConnectionBanner state={connection} />
    <CurrentPage />
    <Announcements />
  </>
)
