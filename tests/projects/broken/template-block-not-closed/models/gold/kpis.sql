SELECT facility
{{#if (var 'late')}}, date
FROM silver.billing
