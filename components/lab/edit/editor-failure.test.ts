import { describe, expect, it } from 'vitest'
import { editorFailure } from './editor-failure'

describe('why the editor is not there', () => {
  it('is the missing connection where the browser knows of it', () => {
    expect(editorFailure(false)).toContain('you are offline')
  })

  it('is otherwise a new version of the site or the connection, and a reload is named', () => {
    expect(editorFailure(true)).toMatch(/updated .* or the connection failed\. .* reload the page/)
  })
})
