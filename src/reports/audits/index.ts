/**
 * What `lode audit` found, as a document for machines. In: models with their audits and results. Out: plain JSON, and its form. Never asks anything itself.
 */
export { type AuditDocument, auditDocument, auditDocumentForm } from './audit-document.ts';
