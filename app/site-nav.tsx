'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import styles from './site-nav.module.css'

/** Only pages that exist: a link to a page that is yet to be written is a promise broken on click. */
const pages = [{ href: '/chapters/', title: 'Chapters' }] as const

export function SiteNav() {
  const path = usePathname()
  return (
    <nav aria-label="Site" className={styles.nav}>
      {pages.map((page) => (
        <Link
          key={page.href}
          href={page.href}
          // What is fetched ahead names style sheets that this page never uses, and the browser warns of each.
          prefetch={false}
          aria-current={currentOf(page.href, path)}
          className={styles.link}
        >
          {page.title}
        </Link>
      ))}
    </nav>
  )
}

/** `page` on the page itself, `true` anywhere below it. */
function currentOf(href: string, path: string): 'page' | 'true' | undefined {
  if (path === href || `${path}/` === href) return 'page'
  return path.startsWith(href) ? 'true' : undefined
}
