import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { useProgressReport, useRecord, useRecords } from './use-progress'

function Page() {
  const answer = useRecord('predictions', 'outbox/rows')
  const answers = useRecords('predictions')
  const { status, setAside } = useProgressReport()
  return <p>{[answer, answers.length, status.kind, setAside].map(String).join(' ')}</p>
}

describe('progress on the server', () => {
  it('is none: the page is the same for everybody', () => {
    expect(renderToString(<Page />)).toBe('<p>null 0 opening 0</p>')
  })
})
