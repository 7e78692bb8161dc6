SET TERM ^ ;
CREATE TABLE facility (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(60), opened DATE, bed_count INTEGER)^
CREATE TABLE resident (id INTEGER NOT NULL PRIMARY KEY, facility_id INTEGER NOT NULL, family_name VARCHAR(60), first_name VARCHAR(60), born DATE, left_on DATE)^
CREATE TABLE tariff (code VARCHAR(10) NOT NULL, valid_from DATE NOT NULL, price NUMERIC(12,2), label VARCHAR(80), PRIMARY KEY (code, valid_from))^
CREATE TABLE intervention (id BIGINT NOT NULL PRIMARY KEY, resident_id INTEGER NOT NULL, tariff_code VARCHAR(10), done_at TIMESTAMP, minutes INTEGER, billed SMALLINT DEFAULT 0, note BLOB SUB_TYPE TEXT)^
CREATE TABLE invoice (id INTEGER NOT NULL PRIMARY KEY, resident_id INTEGER, period_start DATE, total NUMERIC(14,2), state VARCHAR(10))^
CREATE TABLE invoice_line (invoice_id INTEGER NOT NULL, intervention_id BIGINT NOT NULL, amount NUMERIC(12,2), PRIMARY KEY (invoice_id, intervention_id))^
CREATE TABLE audit_log (id BIGINT, at_time TIMESTAMP, who VARCHAR(31), what VARCHAR(200))^
CREATE SEQUENCE gen_audit^
CREATE SEQUENCE gen_invoice^
CREATE VIEW v_open (id, resident, facility, minutes) AS
  SELECT i.id, r.family_name || ', ' || r.first_name, f.name, i.minutes
  FROM intervention i JOIN resident r ON r.id = i.resident_id JOIN facility f ON f.id = r.facility_id
  WHERE i.billed = 0 AND r.left_on IS NULL^
CREATE VIEW v_per_facility (facility, minutes, residents) AS
  SELECT facility, SUM(minutes), COUNT(DISTINCT resident) FROM v_open GROUP BY facility^
CREATE VIEW v_price AS
  SELECT t.code, t.price, t.label FROM tariff t
  WHERE t.valid_from = (SELECT MAX(x.valid_from) FROM tariff x WHERE x.code = t.code AND x.valid_from <= CURRENT_DATE)^
CREATE VIEW v_names (kind, name) AS
  SELECT 'resident', family_name FROM resident WHERE family_name STARTING WITH 'A' OR first_name CONTAINING 'b'
  UNION ALL SELECT 'facility', name FROM facility^
CREATE VIEW v_recent AS
  WITH last_done AS (SELECT resident_id, MAX(done_at) AS done_at FROM intervention GROUP BY resident_id)
  SELECT FIRST 100 r.id, r.family_name, l.done_at, CASE WHEN l.done_at IS NULL THEN 0 ELSE 1 END AS seen
  FROM resident r LEFT JOIN last_done l ON l.resident_id = r.id ORDER BY l.done_at DESC^
CREATE PROCEDURE price_of (code VARCHAR(10), day_of DATE) RETURNS (price NUMERIC(12,2)) AS
BEGIN
  SELECT FIRST 1 t.price FROM tariff t WHERE t.code = :code AND t.valid_from <= :day_of ORDER BY t.valid_from DESC INTO :price;
  SUSPEND;
END^
CREATE PROCEDURE log_it (what VARCHAR(200)) AS
BEGIN
  INSERT INTO audit_log (id, at_time, who, what) VALUES (NEXT VALUE FOR gen_audit, CURRENT_TIMESTAMP, CURRENT_USER, :what);
END^
CREATE PROCEDURE bill_resident (resident INTEGER, month_start DATE) RETURNS (invoice INTEGER, lines INTEGER) AS
  DECLARE VARIABLE intervention_id BIGINT;
  DECLARE VARIABLE code VARCHAR(10);
  DECLARE VARIABLE amount NUMERIC(12,2);
  DECLARE VARIABLE minutes INTEGER;
  DECLARE c CURSOR FOR (SELECT l.invoice_id FROM invoice_line l JOIN invoice v ON v.id = l.invoice_id WHERE v.resident_id = :resident);
BEGIN
  lines = 0;
  IF (NOT EXISTS (SELECT 1 FROM resident WHERE id = :resident)) THEN
    EXIT;
  invoice = GEN_ID(gen_invoice, 1);
  INSERT INTO invoice (id, resident_id, period_start, total, state) VALUES (:invoice, :resident, :month_start, 0, 'open');
  FOR SELECT i.id, i.tariff_code, i.minutes FROM intervention i
      WHERE i.resident_id = :resident AND i.billed = 0 AND i.done_at >= :month_start AND i.done_at < DATEADD(1 MONTH TO :month_start)
      INTO :intervention_id, :code, :minutes DO
  BEGIN
    SELECT p.price FROM price_of(:code, :month_start) p INTO :amount;
    amount = COALESCE(:amount, 0) * :minutes / 60;
    INSERT INTO invoice_line VALUES (:invoice, :intervention_id, :amount);
    UPDATE intervention SET billed = 1 WHERE id = :intervention_id;
    lines = lines + 1;
    WHEN ANY DO
      EXECUTE PROCEDURE log_it('line failed');
  END
  UPDATE invoice v SET v.total = (SELECT SUM(l.amount) FROM invoice_line l WHERE l.invoice_id = v.id), v.state = 'billed' WHERE v.id = :invoice;
  EXECUTE PROCEDURE log_it('billed ' || :lines);
  SUSPEND;
END^
CREATE PROCEDURE close_month (month_start DATE) AS
  DECLARE VARIABLE r INTEGER;
  DECLARE VARIABLE dummy INTEGER;
  DECLARE VARIABLE n INTEGER;
BEGIN
  FOR SELECT DISTINCT resident_id FROM intervention WHERE billed = 0 INTO :r DO
    EXECUTE PROCEDURE bill_resident(:r, :month_start) RETURNING_VALUES :dummy, :n;
  MERGE INTO facility f USING (SELECT facility_id, COUNT(*) AS beds FROM resident WHERE left_on IS NULL GROUP BY facility_id) x
    ON (f.id = x.facility_id) WHEN MATCHED THEN UPDATE SET f.bed_count = x.beds;
  DELETE FROM audit_log WHERE at_time < DATEADD(-1 YEAR TO CURRENT_TIMESTAMP);
  EXECUTE STATEMENT 'UPDATE invoice SET state = ''closed'' WHERE period_start < ''' || :month_start || '''';
END^
CREATE TRIGGER intervention_bi FOR intervention ACTIVE BEFORE INSERT POSITION 0 AS
BEGIN
  IF (NEW.id IS NULL) THEN NEW.id = NEXT VALUE FOR gen_audit;
  IF (NEW.done_at IS NULL) THEN NEW.done_at = CURRENT_TIMESTAMP;
END^
CREATE TRIGGER invoice_au FOR invoice ACTIVE AFTER UPDATE POSITION 0 AS
BEGIN
  IF (NEW.state <> OLD.state) THEN
    INSERT INTO audit_log (id, at_time, who, what) VALUES (GEN_ID(gen_audit, 1), CURRENT_TIMESTAMP, CURRENT_USER, 'invoice ' || NEW.id || ' of ' || (SELECT r.family_name FROM resident r WHERE r.id = NEW.resident_id));
END^
SET TERM ; ^
COMMIT;
