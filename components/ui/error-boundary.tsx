'use client'

/** What is thrown while a part of the page is drawn takes that part away, and nothing else. A class: only a class can catch it. */
import { Component, type ReactNode } from 'react'

export interface ErrorBoundaryProps {
  /** @param again draws the part anew */
  fallback: (error: Error, again: () => void) => ReactNode
  children: ReactNode
}

interface ErrorBoundaryState {
  error: Error | null
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null }

  static getDerivedStateFromError(thrown: unknown): ErrorBoundaryState {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (!error) return this.props.children
    return this.props.fallback(error, () => this.setState({ error: null }))
  }
}
