import Link from 'next/link'
import { curriculum } from '@/content/curriculum'
import { Logo } from './logo'
import { SiteNav } from './site-nav'
import { SitePalette } from './site-palette'
import { ThemeToggle } from './theme-toggle'

const pages = [
  { href: '/', title: 'Home', detail: 'Lose an event in thirty seconds' },
  { href: '/chapters/', title: 'All chapters', detail: 'The contents of the book' },
  ...curriculum
    .filter((chapter) => chapter.written)
    .map(({ id, number, title }) => ({
      href: `/chapters/${id}/`,
      title: `${number} ${title}`,
      detail: `Chapter ${number}`,
    })),
]

export function SiteHeader() {
  return (
    <header className="flex h-[var(--bar)] items-center gap-6 border-rule border-b bg-paper px-4 mid:px-6">
      <Link
        href="/"
        prefetch={false}
        className="inline-flex items-center gap-2.5 text-ink no-underline"
      >
        <Logo />
      </Link>
      <SiteNav />
      <span className="flex-1" />
      <SitePalette pages={pages} />
      <ThemeToggle />
    </header>
  )
}
