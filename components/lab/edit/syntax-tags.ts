/** What of a text is a keyword, a comment or a string: for the editor, and for the listing of a text that was edited. */
import { tags } from '@lezer/highlight'

export const syntaxTags = {
  keyword: [
    tags.keyword,
    tags.controlKeyword,
    tags.definitionKeyword,
    tags.moduleKeyword,
    tags.operatorKeyword,
    tags.bool,
    tags.null,
    tags.self,
  ],
  comment: [tags.comment],
  string: [tags.string, tags.special(tags.string)],
}
