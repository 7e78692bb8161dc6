SET ANSI_NULLS ON
GO
CREATE TABLE dbo.Resident (ResidentId int NOT NULL PRIMARY KEY, FamilyName nvarchar(60) NOT NULL, FacilityId int NOT NULL)
GO
CREATE TABLE dbo.Intervention (
  InterventionId bigint NOT NULL,
  ResidentId int NOT NULL,
  Minutes int NULL,
  Billed bit NOT NULL,
  CONSTRAINT PK_Intervention PRIMARY KEY CLUSTERED (InterventionId)
)
GO
CREATE INDEX IX_Intervention_Resident ON dbo.Intervention (ResidentId)
GO
GRANT SELECT ON dbo.Intervention TO reporting
GO
CREATE VIEW dbo.OpenMinutes AS
SELECT r.FacilityId, SUM(i.Minutes) AS Minutes
FROM dbo.Intervention AS i WITH (NOLOCK) JOIN dbo.Resident AS r ON r.ResidentId = i.ResidentId
WHERE i.Billed = 0
GROUP BY r.FacilityId
GO
CREATE PROCEDURE dbo.CloseMonth @Month date AS
BEGIN
  SET NOCOUNT ON
  SELECT i.ResidentId, SUM(i.Minutes) AS Minutes INTO #month FROM dbo.Intervention i WHERE i.Billed = 0 GROUP BY i.ResidentId
  INSERT dbo.Invoice (ResidentId, Minutes, Month) SELECT m.ResidentId, m.Minutes, @Month FROM #month m
  UPDATE i SET Billed = 1 FROM dbo.Intervention i WHERE i.Billed = 0
END
GO
EXEC msdb.dbo.sp_add_job @job_name = N'Month end'
EXEC msdb.dbo.sp_add_jobstep @job_name = N'Month end', @step_name = N'close', @command = N'EXEC dbo.CloseMonth ''2026-01-01'''
EXEC msdb.dbo.sp_add_jobschedule @job_name = N'Month end', @freq_type = 16, @freq_interval = 1, @active_start_time = 20000
GO
