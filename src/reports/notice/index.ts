/**
 * What people and programs are told when a run has ended. In: its record. Out: a notice as a value, and as the JSON that Slack, Teams and a program of one's own take. Sends nothing.
 */
export { type Notice, type NoticeFailure, noticeOf } from './notice.ts';
export { noticeDocument, noticeDocumentForm } from './notice-document.ts';
export { slackMessage } from './slack-message.ts';
export { teamsMessage } from './teams-message.ts';
