import type { Wording } from './wording';

/** Text as it is: a RichTextBlock knows no Markdown, which a reason from elsewhere could hold (Adaptive Cards schema). */
const plain = (text: string, more: object = {}) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...more }],
});

/**
 * What a workflow of Microsoft Teams takes that posts to a channel when a webhook request is received: a message with one
 * Adaptive Card.
 */
export const teamsOf = ({ title, facts, schedules, url }: Wording) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          plain(title, { weight: 'Bolder', size: 'Medium' }),
          ...facts.map(({ label, value }) => plain(`${label}: ${value}`)),
        ],
        actions: [...schedules, { name: 'More in Rota', url }].map(({ name, url: address }) => ({
          type: 'Action.OpenUrl',
          title: name,
          url: address,
        })),
      },
    },
  ],
});
