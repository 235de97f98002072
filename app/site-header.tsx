import Link from 'next/link'
import { Logo } from './logo'
import { SiteNav } from './site-nav'
import { ThemeToggle } from './theme-toggle'

export function SiteHeader() {
  return (
    <header className="flex h-[var(--bar)] items-center gap-6 border-rule border-b bg-paper px-4 mid:px-6">
      <Link href="/" className="inline-flex items-center gap-2.5 text-ink no-underline">
        <Logo />
      </Link>
      <SiteNav />
      <span className="flex-1" />
      <ThemeToggle />
    </header>
  )
}
