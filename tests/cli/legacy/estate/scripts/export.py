import pandas as pd

minutes = pd.read_sql("SELECT FacilityId, Minutes FROM dbo.OpenMinutes", connection)
minutes.to_csv("exports/minutes.csv", index=False)
