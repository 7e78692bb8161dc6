/** The sections of the site's side, in order: title and pages by their file below the repository's root. */
export const navigation = [
  {
    title: 'Begin',
    pages: ['README.md', 'docs/tutorial.md'],
  },
  {
    title: 'How to',
    pages: [
      'docs/how-to/worked-example.md',
      'docs/how-to/inner-loop.md',
      'docs/how-to/add-a-source.md',
      'docs/how-to/write-a-macro.md',
      'docs/how-to/test-a-model.md',
      'docs/how-to/trace-lineage.md',
      'docs/how-to/review-a-plan-in-ci.md',
      'docs/how-to/schedule.md',
      'docs/how-to/leave-lode.md',
    ],
  },
  {
    title: 'Reference',
    pages: [
      'docs/reference/commands.md',
      'docs/reference/selectors.md',
      'docs/reference/exit-codes.md',
      'docs/reference/project-yml.md',
      'docs/reference/model-header.md',
      'docs/reference/audits.md',
      'docs/reference/lints.md',
      'docs/reference/standard-macros.md',
      'docs/reference/contracts.md',
      'docs/reference/seeds.md',
      'docs/reference/unit-tests.md',
      'docs/reference/exposures.md',
      'docs/reference/exports.md',
      'docs/reference/types.md',
      'docs/reference/delta.md',
      'docs/reference/formats.md',
      'docs/diagnostics/README.md',
    ],
  },
  {
    title: 'Explanation',
    pages: [
      'docs/explanation/verdicts.md',
      'docs/explanation/the-lake.md',
      'docs/explanation/commit-protocol.md',
      'docs/explanation/atomicity.md',
      'docs/explanation/why-duckdb.md',
      'docs/decisions/README.md',
    ],
  },
];
