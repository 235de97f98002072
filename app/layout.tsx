import '@fontsource-variable/instrument-sans/standard.css'
import '@fontsource-variable/source-serif-4/opsz.css'
import '@fontsource-variable/source-serif-4/opsz-italic.css'
import '@fontsource/commit-mono/400.css'
import '@fontsource/commit-mono/400-italic.css'
import '@fontsource/commit-mono/600.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { preload } from 'react-dom'
import { firstScreenFonts } from './fonts'
import { SiteFooter } from './site-footer'
import { SiteHeader } from './site-header'
import { SkipLink } from './skip-link'
import { themeScript } from './theme'

export const metadata: Metadata = {
  title: {
    default: 'Faultline: data patterns of microservices, learned by breaking them',
    template: '%s · Faultline',
  },
  description:
    'A book about data in microservices that you read by breaking it: a small shop on real Postgres, in your browser, with a crash wherever you put it.',
  applicationName: 'Faultline',
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  width: 'device-width',
  initialScale: 1,
}

export default function RootLayout({ children }: { children: ReactNode }) {
  for (const font of firstScreenFonts) {
    preload(font, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' })
  }
  return (
    // The inline script may set data-theme before React takes the page over.
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of our own, see theme.ts */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <SkipLink />
        <SiteHeader />
        {children}
        <SiteFooter />
      </body>
    </html>
  )
}
