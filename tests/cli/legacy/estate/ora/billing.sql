CREATE TABLE tariffs (code VARCHAR2(10) NOT NULL, valid_from DATE NOT NULL, price NUMBER(12,2), CONSTRAINT tariffs_pk PRIMARY KEY (code, valid_from));
CREATE OR REPLACE VIEW current_tariffs AS
SELECT t.code, t.price FROM tariffs t
WHERE t.valid_from = (SELECT MAX(x.valid_from) FROM tariffs x WHERE x.code = t.code AND x.valid_from <= SYSDATE)
/
CREATE OR REPLACE PROCEDURE raise_prices (p_percent IN NUMBER) IS
  v_count PLS_INTEGER;
BEGIN
  FOR r IN (SELECT code FROM current_tariffs) LOOP
    INSERT INTO tariffs (code, valid_from, price)
      SELECT c.code, TRUNC(SYSDATE), c.price * (1 + p_percent / 100) FROM current_tariffs c WHERE c.code = r.code;
  END LOOP;
  SELECT COUNT(*) INTO v_count FROM tariffs;
  EXECUTE IMMEDIATE 'TRUNCATE TABLE tariff_staging';
END;
/
